{{/* The settings of the service, as environment variables. */}}

{{- /* The text of a value: `off` without quotes is a Boolean in YAML, and large numbers would become 1.6e+07. */ -}}
{{- define "linkrecommendation.text" -}}
{{- if kindIs "bool" . -}}
{{- ternary "on" "off" . -}}
{{- else if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- int64 . -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end -}}

{{- /* The setting that a name means, empty if it is ignored: include "linkrecommendation.setting" (list $ "DB_HOST" "config.public") */ -}}
{{- define "linkrecommendation.setting" -}}
{{- $root := index . 0 -}}
{{- $given := index . 1 -}}
{{- $name := $given -}}
{{- if hasKey $root.Values.config.names $given -}}
{{- $name = index $root.Values.config.names $given | default "" -}}
{{- end -}}
{{- $settings := $root.Files.Get "files/settings.json" | fromJson -}}
{{- if and $name (not (hasKey $settings $name)) -}}
{{- fail (printf "%s.%s is no setting of the service. docs/reference/settings.md lists them; config.names maps other names." (index . 2) $given) -}}
{{- end -}}
{{- if and $name (eq (index . 2) "config.public") (index $settings $name) -}}
{{- fail (printf "config.public.%s is a secret: give it in config.private, or name a Secret in config.from" $given) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- /* The values of one section by setting, as JSON: include "linkrecommendation.named" (list $ .Values.config.public "config.public") */ -}}
{{- define "linkrecommendation.named" -}}
{{- $root := index . 0 -}}
{{- $section := index . 2 -}}
{{- $named := dict -}}
{{- range $given, $value := index . 1 -}}
{{- $name := include "linkrecommendation.setting" (list $root $given $section) -}}
{{- if and $name (not (kindIs "invalid" $value)) -}}
{{- $_ := set $named $name (include "linkrecommendation.text" $value) -}}
{{- end -}}
{{- end -}}
{{- $named | toJson -}}
{{- end -}}

{{- /*
The entries of `env` by setting, as JSON. Of several values for a setting, the last one counts: public, private, from.
include "linkrecommendation.entries" (list $ .Values.config "NAME-OF-THE-SECRET")
*/ -}}
{{- define "linkrecommendation.entries" -}}
{{- $root := index . 0 -}}
{{- $config := index . 1 -}}
{{- $secret := index . 2 -}}
{{- $entries := dict -}}
{{- range $name, $value := include "linkrecommendation.named" (list $root $config.public "config.public") | fromJson -}}
{{- $_ := set $entries $name (dict "value" $value) -}}
{{- end -}}
{{- range $name, $_ := include "linkrecommendation.named" (list $root $config.private "config.private") | fromJson -}}
{{- $_ := set $entries $name (dict "valueFrom" (dict "secretKeyRef" (dict "name" $secret "key" $name))) -}}
{{- end -}}
{{- range $given, $source := $config.from -}}
{{- $name := include "linkrecommendation.setting" (list $root $given "config.from") -}}
{{- if $source.secret -}}
{{- $_ := set $entries $name (dict "valueFrom" (dict "secretKeyRef" (dict "name" $source.secret "key" $source.key))) -}}
{{- else -}}
{{- $_ := set $entries $name (dict "valueFrom" (dict "configMapKeyRef" (dict "name" $source.configMap "key" $source.key))) -}}
{{- end -}}
{{- end -}}
{{- $entries | toJson -}}
{{- end -}}

{{- /* The entries of the service: those of `config`, and the directories of the pod. */ -}}
{{- define "linkrecommendation.serviceEntries" -}}
{{- $secret := printf "%s-config" (include "linkrecommendation.fullname" .) -}}
{{- $entries := include "linkrecommendation.entries" (list . .Values.config $secret) | fromJson -}}
{{- range $name := list "DATA_DIR" "DATA_CACHE_DIR" "METRICS_DIR" -}}
{{- if hasKey $entries $name -}}
{{- fail (printf "config has %s, but the chart mounts that directory itself" $name) -}}
{{- end -}}
{{- end -}}
{{- if and (hasKey $entries "PORT") (not (hasKey $entries.PORT "value")) -}}
{{- fail "PORT must be in config.public, because the chart needs its value" -}}
{{- end -}}
{{- if ne .Values.bundles.kind "database" -}}
{{- range $name := list "DATA_URL" "DATA_HOST" -}}
{{- if hasKey $entries $name -}}
{{- fail (printf "config has %s, but bundles.kind is not database" $name) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $entries "DATA_DIR" (dict "value" (include "linkrecommendation.dataDir" .)) -}}
{{- else -}}
{{- if not (or (hasKey $entries "DATA_URL") (hasKey $entries "DATA_HOST") (hasKey $entries "DATA_URL_FILE") (hasKey $entries "DATA_HOST_FILE")) -}}
{{- fail "bundles.kind is database, so config must have DATA_HOST and DATA_NAME, or DATA_URL" -}}
{{- end -}}
{{- $_ := set $entries "DATA_CACHE_DIR" (dict "value" "/cache") -}}
{{- end -}}
{{- $_ := set $entries "METRICS_DIR" (dict "value" "/metrics") -}}
{{- $entries | toJson -}}
{{- end -}}

{{- /* The entries of the jobs that copy bundles: those of the service, replaced by those of `sync.config`. */ -}}
{{- define "linkrecommendation.syncEntries" -}}
{{- $secret := printf "%s-sync-config" (include "linkrecommendation.fullname" .) -}}
{{- $own := include "linkrecommendation.entries" (list . .Values.sync.config $secret) | fromJson -}}
{{- omit (merge $own (include "linkrecommendation.serviceEntries" . | fromJson)) "DATA_CACHE_DIR" "METRICS_DIR" | toJson -}}
{{- end -}}

{{- /* The list `env` from entries and `extraEnv`. */ -}}
{{- define "linkrecommendation.env" -}}
{{- $env := list -}}
{{- range $name, $entry := index . 1 | fromJson -}}
{{- $env = append $env (merge (dict "name" $name) $entry) -}}
{{- end -}}
{{- range $name, $value := (index . 0).Values.extraEnv -}}
{{- $env = append $env (dict "name" $name "value" (toString $value)) -}}
{{- end -}}
{{- $env | toYaml -}}
{{- end -}}

{{- /* The value of a setting that the chart itself needs: include "linkrecommendation.value" (list $ "PORT" 8000) */ -}}
{{- define "linkrecommendation.value" -}}
{{- $public := include "linkrecommendation.named" (list (index . 0) (index . 0).Values.config.public "config.public") | fromJson -}}
{{- index $public (index . 1) | default (index . 2) -}}
{{- end -}}

{{- define "linkrecommendation.dataDir" -}}
{{- printf "/data/%s" (.Values.bundles.subPath | trimAll "/") | trimSuffix "/" -}}
{{- end -}}
