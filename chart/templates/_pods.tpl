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
