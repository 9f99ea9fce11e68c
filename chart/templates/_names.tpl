{{/* Names, labels and images. */}}

{{- define "linkrecommendation.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- /* Short enough to have suffixes such as -sync in the name of a CronJob, which may have 52 characters. */ -}}
{{- define "linkrecommendation.fullname" -}}
{{- $name := include "linkrecommendation.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "linkrecommendation.selectorLabels" -}}
app.kubernetes.io/name: {{ include "linkrecommendation.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "linkrecommendation.labels" -}}
{{ include "linkrecommendation.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* The name of an image: include "linkrecommendation.image" (list $ .Values.image) */ -}}
{{- define "linkrecommendation.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository ($image.tag | default $root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- /*
The name of the CronJob that trains a wiki: include "linkrecommendation.trainName" (list "FULLNAME" "be_x_oldwiki").
A CronJob's name may have 52 characters and no underscores. A checksum keeps shortened names apart.
*/ -}}
{{- define "linkrecommendation.trainName" -}}
{{- $name := printf "%s-train-%s" (index . 0) (index . 1) | replace "_" "-" | lower -}}
{{- if gt (len $name) 52 -}}
{{- $name = printf "%s-%s" (trunc 43 $name | trimSuffix "-") (index . 1 | sha256sum | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- /* A PersistentVolumeClaim: include "linkrecommendation.claim" (list $ .Values.bundles.volume "bundles") */ -}}
{{- define "linkrecommendation.claim" -}}
{{- $root := index . 0 -}}
{{- $volume := index . 1 -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "linkrecommendation.fullname" $root }}-{{ index . 2 }}
  labels: {{- include "linkrecommendation.labels" $root | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  accessModes: {{- toYaml $volume.accessModes | nindent 4 }}
  {{- with $volume.storageClassName }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ $volume.size }}
{{- end -}}

{{- define "linkrecommendation.claimName" -}}
{{- $root := index . 0 -}}
{{- (index . 1).existingClaim | default (printf "%s-%s" (include "linkrecommendation.fullname" $root) (index . 2)) -}}
{{- end -}}
