{{/* What the pods of the service and of the jobs have in common. */}}

{{- define "linkrecommendation.podSettings" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.serviceAccount.name }}
serviceAccountName: {{ . }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext: {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* The volume with the bundles, for bundles.kind volume and mount. */ -}}
{{- define "linkrecommendation.bundlesVolume" -}}
{{- if eq .Values.bundles.kind "volume" -}}
- name: data
  persistentVolumeClaim:
    claimName: {{ include "linkrecommendation.claimName" (list . .Values.bundles.volume "bundles") }}
{{- else if eq .Values.bundles.kind "mount" -}}
{{- if not .Values.bundles.mount -}}
{{- fail "bundles.kind is mount, so bundles.mount must describe the volume" -}}
{{- end -}}
- name: data
  {{- toYaml .Values.bundles.mount | nindent 2 }}
{{- end -}}
{{- end -}}

{{- /* Fails if jobs cannot write to where the bundles are: include "linkrecommendation.mustBeWritable" (list $ "sync") */ -}}
{{- define "linkrecommendation.mustBeWritable" -}}
{{- if eq (index . 0).Values.bundles.kind "mount" -}}
{{- fail (printf "%s.enabled needs bundles.kind volume or database: a mount is filled outside the chart" (index . 1)) -}}
{{- end -}}
{{- end -}}

{{- /* The settings of a CronJob that all jobs share, except the template. */ -}}
{{- define "linkrecommendation.cronSettings" -}}
timeZone: {{ .Values.jobs.timeZone }}
concurrencyPolicy: Forbid
startingDeadlineSeconds: {{ .Values.jobs.startingDeadlineSeconds | int64 }}
successfulJobsHistoryLimit: {{ .Values.jobs.successfulJobsHistoryLimit }}
failedJobsHistoryLimit: {{ .Values.jobs.failedJobsHistoryLimit }}
{{- end -}}

{{- /* A container of the training image, without name and command: include "linkrecommendation.trainingContainer" (list $ $resources) */ -}}
{{- define "linkrecommendation.trainingContainer" -}}
{{- $root := index . 0 -}}
image: {{ include "linkrecommendation.image" (list $root $root.Values.trainingImage) }}
imagePullPolicy: {{ $root.Values.trainingImage.pullPolicy }}
{{- with include "linkrecommendation.env" (list $root "{}") | fromYamlArray }}
env: {{- toYaml . | nindent 2 }}
{{- end }}
resources: {{- toYaml (index . 1) | nindent 2 }}
securityContext: {{- toYaml $root.Values.securityContext | nindent 2 }}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: work, mountPath: /work}
  {{- if ne $root.Values.bundles.kind "database" }}
  - {name: data, mountPath: /data}
  {{- end }}
  {{- with $root.Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "linkrecommendation.prune" -}}
{{- $root := index . 0 -}}
{{ include "linkrecommendation.trainingContainer" (list $root (index . 1)) }}
command: [python, -m, training, prune]
args: [--data-dir={{ index . 2 }}, --wiki={{ index . 3 }}, --keep={{ $root.Values.refresh.keep }}]
{{- end -}}
