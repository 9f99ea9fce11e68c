{{/* What the jobs that train have in common. */}}

{{- /* Where training writes bundles. A database gets them from there. */ -}}
{{- define "linkrecommendation.trainedDir" -}}
{{- ternary "/work/bundles" (include "linkrecommendation.dataDir" .) (eq .Values.bundles.kind "database") -}}
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

{{- /* The container that copies trained bundles into a database: include "linkrecommendation.publish" (list $ DIRECTORY "--wiki=kwwiki") */ -}}
{{- define "linkrecommendation.publish" -}}
{{- $root := index . 0 -}}
image: {{ include "linkrecommendation.image" (list $root $root.Values.image) }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
command: [python, -m, api, sync]
args:
  - --from={{ index . 1 }}
  - --staging=/work/staging
  - --keep={{ $root.Values.refresh.keep }}
  {{- with index . 2 }}
  - {{ . }}
  {{- end }}
env: {{- include "linkrecommendation.env" (list $root (include "linkrecommendation.syncEntries" $root)) | nindent 2 }}
resources: {{- toYaml $root.Values.sync.resources | nindent 2 }}
securityContext: {{- toYaml $root.Values.securityContext | nindent 2 }}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: work, mountPath: /work}
  {{- with $root.Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "linkrecommendation.trainingVolumes" -}}
- name: tmp
  emptyDir: {}
- name: work
  persistentVolumeClaim:
    claimName: {{ include "linkrecommendation.claimName" (list . .Values.refresh.work "training") }}
{{- with include "linkrecommendation.bundlesVolume" . }}
{{ . }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
