#!/usr/bin/env bash
# The walk through TorchScript taps and plugins, as a lab walks it.
#   DIST=... ASSETS=... PARITY=... OUT=an empty folder [MAVEN_LOCAL=repository] bash plugins.sh [PART...]
# Parts: taps generic edits kit install badly versions running hostile (all by default). PARITY holds archives with their numbers beside
# them. Needs a JDK 17, python3 with NumPy and PyTorch and, for the kit, Maven with Echelle's artefacts in its local repository.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
: "${PARITY:=$ASSETS/../parity/torchscript}"
PYTHON=${PYTHON:-python3}
helper() { "$PYTHON" "$here/plugins.py" "$@"; }
export ECHELLE_STATE=$OUT/state
mkdir -p "$ECHELLE_STATE"

# ---- parts -----------------------------------------------------------------------------------------------------------------------

# held NAME ARCHIVE NUMBERS: inspected, extracted at every hook point that the numbers tell of, and the rows held against them
held() {
  local name=$1 archive=$2 numbers=$3 pairs hooks samples=$3 before
  before=$(sha256sum < "$archive")
  step "taps-$name-inspect" 0 'TorchScript archive' 'module +type +parameters +output' -- echelle inspect "$archive" --probe "$numbers"
  awk '/module +type/ {on=1; next} on {print $1}' "$OUT/taps-$name-inspect.txt" > "$OUT/taps-$name.paths"
  pairs=$(helper taps "$numbers" "$OUT/taps-$name.paths" | tr '\n' ' ')
  hooks=$(for p in $pairs; do echo "${p%=*}"; done | paste -sd,)
  if helper samples "$numbers" "$OUT/taps-$name.npy" 2> /dev/null; then samples=$OUT/taps-$name.npy; fi
  local more=(); case $hooks in *~*) more=(--set "subject.taps=[$(for p in $pairs; do echo "${p%=*}"; done | grep '~' | paste -sd,)]") ;; esac
  step "taps-$name-extract" 0 'extract: [0-9]+ samples' -- echelle extract --domain torchscript --model "$archive" --hooks "$hooks" \
    --samples "$samples" --out "$OUT/taps-$name" --device cpu "${more[@]+"${more[@]}"}"
  # shellcheck disable=SC2086 # a word a pair
  check "taps-$name-rows" helper rows "$numbers" "$OUT/taps-$name" $pairs
  check "taps-$name-untouched" test "$before" = "$(sha256sum < "$archive")"
}

taps() {
  local archive name
  for archive in "$PARITY"/*.pt; do
    name=$(basename "$archive" .pt)
    if [ -f "${archive%.pt}.safetensors" ]; then held "$name" "$archive" "${archive%.pt}.safetensors"; fi
  done
  helper samples "$PARITY/traced_sequential.safetensors" "$OUT/any.npy"
  step taps-frozen-inspect 0 'taps +none: .* is frozen: .*Save the model without torch.jit.freeze' -- echelle inspect "$PARITY/frozen_refuse.pt"
  step taps-frozen 1 '^echelle: .* is frozen: .*Save the model without torch.jit.freeze' -- \
    echelle extract --domain torchscript --model "$PARITY/frozen_refuse.pt" --hooks a --samples "$OUT/any.npy" --out "$OUT/frozen"
  step taps-unknown 1 'blocks.9' 'blocks.0' -- echelle extract --domain torchscript --model "$PARITY/traced_sequential.pt" \
    --hooks blocks.9 --samples "$OUT/any.npy" --out "$OUT/unknown"
  taps_of_a_lab
}

# Archives of another lab's making, all in one session of the shell
taps_of_a_lab() {
  local name numbers hooks more samples lab=$OUT/lab sums
  mkdir -p "$lab"
  check taps-lab-made helper archives "$lab"
  sums=$(cd "$lab" && sha256sum ./*.pt)
  for numbers in "$lab"/*.safetensors; do
    name=$(basename "$numbers" .safetensors)
    hooks=$(grep "^$name " "$OUT/taps-lab-made.txt" | cut -d' ' -f2- | tr ' ' ,)
    samples=$numbers
    if helper samples "$numbers" "$lab/$name.npy" 2> /dev/null; then samples=$lab/$name.npy; fi
    more=""; case $hooks in *~*) more="--set 'subject.taps=[$(echo "$hooks" | tr , '\n' | grep '~' | paste -sd,)]'" ;; esac
    echo "inspect '$lab/$name.pt' --probe '$numbers'"
    echo "extract --domain torchscript --model '$lab/$name.pt' --hooks '$hooks' --samples '$samples' --out '$OUT/taps-$name' --device cpu --quiet $more"
  done > "$OUT/taps-lab.session"
  "$DIST/bin/echelle" shell < "$OUT/taps-lab.session" > "$OUT/taps-lab-session.txt" 2>&1
  verdict taps-lab-session "$?" "exit code of the session"
  for numbers in "$lab"/*.safetensors; do
    name=$(basename "$numbers" .safetensors)
    # shellcheck disable=SC2046 # a word a pair
    check "taps-$name-rows" helper rows "$numbers" "$OUT/taps-$name" \
      $(grep "^$name " "$OUT/taps-lab-made.txt" | cut -d' ' -f2- | tr ' ' '\n' | sed 's/.*/&=&/')
  done
  check taps-lab-trees test "$(grep -c 'module  *type  *parameters  *output' "$OUT/taps-lab-session.txt")" = "$(find "$lab" -name '*.safetensors' | wc -l)"
  check taps-lab-untouched test "$sums" = "$(cd "$lab" && sha256sum ./*.pt)"
  bad_taps
}

# What cannot be tapped, is asked for wrongly, or nests deep
bad_taps() {
  local name more lab=$OUT/lab; local x=(--samples "$lab/scripted_branch.npy")
  mkdir -p "$lab"
  [ -f "$lab/encoder.pt" ] || helper archives "$lab" > "$OUT/taps-lab-made.txt" 2>&1
  [ -f "$lab/scripted_branch.npy" ] || helper samples "$lab/scripted_branch.safetensors" "$lab/scripted_branch.npy"
  step taps-branch-never 1 'never' -- echelle extract --domain torchscript --model "$lab/scripted_branch.pt" --hooks never "${x[@]}" --out "$OUT/never"
  for name in 'package torch.jit.save' 'pickle torch.jit.save' 'quantized before quantization' 'optimized without torch.jit.freeze' 'cut cut short' \
    'fork torch.jit.fork' 'number how' 'empty empty|zip|bytes'; do
    more=${name#* }; name=${name%% *}
    step "taps-refused-$name" 1 "^echelle: .*refused_$name.pt.*($more)" -- echelle extract --domain torchscript --model "$lab/refused_$name.pt" --hooks a "${x[@]}" --out "$OUT/refused-$name"
    check "taps-refused-$name-one-sentence" test "$(wc -l < "$OUT/taps-refused-$name.txt")" = 1
  done
  step taps-encoder 0 '4 samples' -- timeout 90 "$DIST/bin/echelle" extract --domain torchscript --model "$lab/encoder.pt" --hooks body.encoder.layer.7 "${x[@]}" --out "$OUT/encoder"
  step taps-seven-levels 0 '4 samples' -- timeout 90 "$DIST/bin/echelle" extract --domain torchscript --model "$lab/seven_levels.pt" --hooks norm "${x[@]}" --out "$OUT/seven"
  step taps-inspect-fork 0 'taps +none: .*torch.jit.fork' -- echelle inspect "$lab/refused_fork.pt" --probe "$lab/scripted_branch.npy"
  step taps-no-submodules 1 '^echelle: .*has no submodules.*torch.jit.script' -- echelle extract --domain torchscript --model "$lab/without_submodules.pt" --hooks 0 "${x[@]}" --out "$OUT/no-submodules"
  step taps-part-unknown 1 'code:nothing' -- echelle extract --domain torchscript --model "$lab/scripted_named_tuple.pt" --hooks code:nothing "${x[@]}" --out "$OUT/part"
  step taps-call-unknown 1 'cell#7' -- echelle extract --domain torchscript --model "$lab/scripted_loop.pt" --hooks 'cell#7' "${x[@]}" --out "$OUT/call"
  step taps-wrong-shape 1 '^echelle: ' -- echelle extract --domain torchscript --model "$lab/traced_pictures.pt" --hooks conv "${x[@]}" --out "$OUT/shape"
}

# ---- a whole run from one file -----------------------------------------------------------------------------------------------------

generic() {
  local run=$OUT/torchscript config=$DIST/sample-configs/torchscript.yaml kind file
  step generic-run 0 'Groups \(machine\) keep' 'mean held-out F1' 'report' -- echelle run "$config" --out "$run" --device cpu
  check generic-page test -s "$run/report/index.html"
  check generic-page-says grep -q 'Vibration traces' "$run/report/index.html"
  check generic-page-alone bash -c "! grep -rqE '(src|href)=\"https?://' '$run/report/index.html'"
  step generic-inspect 0 'blocks.2' -- echelle inspect "$run"
  step generic-steer 0 'knock/yes' -- echelle steer "$run" --target knock/yes --samples 60 --controls 3 --bootstrap 50
  step generic-attribute 0 'knock' -- echelle attribute "$run" --sample 3 --output knock/yes --steps 8
  step generic-rely 0 'knock' -- echelle rely "$run" --target knock/yes --samples 40 --bootstrap 50 --k 1,5 --maps 4
  step generic-fires-no-hook 1 'several hook points; name one behind a colon.*blocks.0, blocks.2' -- echelle fires "$run" "$DIST/sample-configs/torchscript/traces.npy" --out "$OUT/fires"
  step generic-fires 0 'fires: file' -- echelle fires "$run:blocks.2" "$DIST/sample-configs/torchscript/traces.npy" --out "$OUT/fires"
  step generic-wrong-key 1 'labls' 'labels' -- echelle run "$config" --set 'subject.labls=[a]' --out "$OUT/wrong-key"
  step generic-wrong-labels 1 '^echelle: .*8' -- echelle run "$config" --set 'subject.labels=[a,b]' --out "$OUT/wrong-labels"
  # The same numbers in every form give the same rows.
  check generic-inputs-made helper inputs "$OUT/inputs"
  for file in x.npy x.npz x.safetensors folder; do
    step "generic-input-$file" 0 '12 samples' -- echelle extract --domain torchscript --model "$OUT/inputs/mlp.pt" --hooks 0,2 \
      --samples "$OUT/inputs/$file" --out "$OUT/inputs-$file" --device cpu
    check "generic-input-$file-rows" helper rows "$OUT/inputs/numbers.safetensors" "$OUT/inputs-$file" 0=0 2=2
  done
  step generic-input-x.csv 0 '12 samples' -- echelle extract --domain torchscript --model "$OUT/inputs/mlp.pt" --hooks 0,2 \
    --samples "$OUT/inputs/x.csv" --out "$OUT/inputs-x.csv" --set samples.kind=table --device cpu
  check generic-input-x.csv-rows helper rows "$OUT/inputs/numbers.safetensors" "$OUT/inputs-x.csv" 0=0 2=2
  for file in wide.npy holes.npy text.csv; do
    kind=arrays; case $file in *.csv) kind=table ;; esac
    step "generic-input-bad-$file" 1 '^echelle: ' -- echelle extract --domain torchscript --model "$OUT/inputs/mlp.pt" --hooks 0 \
      --samples "$OUT/inputs/$file" --out "$OUT/inputs-bad-$file" --set "samples.kind=$kind" --device cpu
  done
  # Pictures
  step generic-pictures-drawn 0 '8' -- echelle draw "$DIST/sample-configs/vision-shapes.yaml" --out "$OUT/shapes" --count 8
  cat > "$OUT/pictures.yaml" <<EOF
domain: torchscript
subject: {weights: $OUT/inputs/pictures.pt, shape: [3, 16, 16], labels: [a, b, c]}
samples: {kind: pictures, path: $OUT/shapes, size: [16], mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}
concepts: [{kind: table, path: $OUT/shapes/metadata.csv, id: file_name, columns: [shape]}]
hooks: [conv]
dictionary: {architecture: topk, features: 16, k: 2, epochs: 2}
score: {held-out: 0.5, baselines: [neurons]}
report: {feature-pages: 2}
EOF
  step generic-pictures-run 0 'report' -- echelle run "$OUT/pictures.yaml" --out "$OUT/pictures" --device cpu
  step generic-pictures-draw 0 '8' -- echelle draw "$OUT/pictures.yaml" --out "$OUT/pictures-again"
  check generic-pictures-draw-8 test "$(find "$OUT/pictures-again" -name '*.png' | wc -l)" = 8
}

# ---- edits -------------------------------------------------------------------------------------------------------------------------

edits() {
  local run=$OUT/torchscript hook
  if [ ! -f "$run/run.json" ]; then
    step edits-run 0 'report' -- echelle run "$DIST/sample-configs/torchscript.yaml" --out "$run" --device cpu \
      --set dictionary.epochs=4 --set score.bootstrap=20 --set report.feature-pages=2
  fi
  for hook in blocks.0 blocks.2; do
    step "edits-$hook" 0 'knock/yes' -- echelle steer "$run" --hook "$hook" --target knock/yes --samples 40 --controls 2 --bootstrap 20 \
      --no-random-subject --name "$hook"
    step "edits-$hook-nothing" 0 -- echelle steer "$run" --hook "$hook" --target knock/yes --feature 1,2 --scale 1 --samples 40 --controls 2 \
      --bootstrap 20 --no-random-subject --name "$hook-nothing"
    check "edits-$hook-nothing-is-nothing" helper nothing "$run/steering/$hook-nothing"
    step "edits-$hook-nothing-dropped" 0 -- echelle steer "$run" --hook "$hook" --target knock/yes --project 1 --feature 1,2 --samples 40 --controls 2 \
      --bootstrap 20 --no-random-subject --name "$hook-projected"
    check "edits-$hook-projected-is-nothing" helper nothing "$run/steering/$hook-projected"
  done
  step edits-wrong-hook 1 'blocks.9' 'blocks.2' -- echelle steer "$run" --hook blocks.9 --target knock/yes
  step edits-wrong-target 1 'knok' 'knock' -- echelle steer "$run" --target knok/yes
  step edits-wrong-feature 1 '4000' -- echelle steer "$run" --target knock/yes --feature 4000 --scale 0
}

# ---- the kit -----------------------------------------------------------------------------------------------------------------------

kit() {
  local work=$OUT/kit maven=(mvn -o -B -ntp)
  [ -z "${MAVEN_LOCAL:-}" ] || maven+=("-Dmaven.repo.local=$MAVEN_LOCAL")
  mkdir -p "$work"
  step kit-generate 0 'BUILD SUCCESS' -- bash -c "cd '$work' && ${maven[*]} org.apache.maven.plugins:maven-archetype-plugin:3.4.0:generate \
    -DinteractiveMode=false -DarchetypeGroupId=org.echelle -DarchetypeArtifactId=echelle-plugin-archetype -DarchetypeVersion=0.1.0-SNAPSHOT \
    -DarchetypeCatalog=internal -DgroupId=org.example -DartifactId=my-plugin -Dversion=1.0.0 -Dpackage=org.example -Ddomain=mine"
  check kit-nothing-left-open bash -c "! grep -rqF '\${' '$work/my-plugin/README.md' '$work/my-plugin/run.yaml'"
  step kit-verify 0 'BUILD SUCCESS' 'Tests run: [3-9][0-9], Failures: 0, Errors: 0, Skipped: 0' -- bash -c "cd '$work/my-plugin' && ${maven[*]} verify"
  step kit-install 0 'org.example.my-plugin 1.0.0' -- echelle plugins install "$work/my-plugin/target/my-plugin-1.0.0.jar" --allow-unsigned --yes
  step kit-list 0 'my-plugin +1.0.0 +active +mine' -- echelle plugins
  step kit-run 0 'SAE leads|mean held-out F1' -- echelle run "$work/my-plugin/run.yaml" --out "$OUT/kit-run" --device cpu
  step kit-remove 0 -- echelle plugins remove my-plugin
}

# ---- installing --------------------------------------------------------------------------------------------------------------------

classes() { # the little plugins of the tests, under names of their own, compiled once
  [ -d "$OUT/classes" ] && return
  local file name
  mkdir -p "$OUT/sources"
  for file in ToyPlugin RudePlugin CrashingPlugin BrokenActivator LeakingActivator EndlessActivator ExitingActivator; do
    name=${file%Plugin}
    sed -e 's/^package .*/package walk;/' -e 's/\(Toy\|Rude\|Crashing\)Plugin/\1/g' -e 's/echelle\.test\.rude/walk.manner/' \
      "$here/../test/java/org/echelle/distribution/$file.java" > "$OUT/sources/$name.java"
  done
  javac -proc:none --release 17 -cp "$(printf '%s:' "$DIST"/bundles/*/*.jar "$DIST"/lib/*.jar)" -d "$OUT/classes" "$OUT"/sources/*.java
}
toy() { # toy FILE VERSION [MORE...]
  local file=$1 version=$2; shift 2
  classes
  helper jar "$file" "$OUT/classes" Bundle-SymbolicName=org.example.toy "Bundle-Version=$version" Bundle-Activator=walk.Toy class:Toy \
    'Bundle-Description=Toys of all kinds' \
    'Import-Package=org.osgi.framework,org.echelle.api;version="[1.0,2)",ai.djl.ndarray;version="[0.35,0.36)"' "$@"
}
key() { # key NAME: a keystore and its certificate
  keytool -genkeypair -keyalg EC -groupname secp256r1 -alias lab -dname "CN=$1" -validity 3650 -keystore "$OUT/$1.p12" -storetype PKCS12 \
    -storepass secret > /dev/null 2>&1 && keytool -exportcert -rfc -alias lab -keystore "$OUT/$1.p12" -storepass secret -file "$OUT/$1.pem" > /dev/null 2>&1
}
sign() { jarsigner -keystore "$OUT/$1.p12" -storepass secret -signedjar "$3" "$2" lab > /dev/null 2>&1; }
served() { # served FOLDER MANNER: a server, whose port is in $PORT and process in $SERVER
  rm -f "$OUT/port.txt"; : > "$OUT/requests.txt"
  "$PYTHON" "$here/plugins.py" serve "$1" "$OUT/port.txt" "$OUT/requests.txt" "$2" & SERVER=$!
  until [ -s "$OUT/port.txt" ]; do sleep 0.1; done
  PORT=$(cat "$OUT/port.txt")
}
plugins() { echelle plugins "$@"; }
stored_jar() { # stored_jar NAME-VERSION: the jar that the list of installed plugins names
  echo "$ECHELLE_STATE/plugins/jars/$(grep -oE "$1-[0-9a-f]+\.jar" "$(lockfile)" | head -1)"
}
lockfile() { find "$ECHELLE_STATE" -name plugins.lock; }
absent() { ! grep -qs "\"$1\"" "$(lockfile)" /dev/null; }

install() {
  local place=$OUT/place
  mkdir -p "$place"
  key lab; key stranger
  toy "$OUT/toy.jar" 1.0.0 Echelle-Permissions=network
  step install-unsigned 1 'is not signed' '--allow-unsigned' -- plugins install "$OUT/toy.jar" --yes
  check install-unsigned-absent absent org.example.toy
  step install-dry-run 0 'install org.example.toy 1.0.0' 'Toys of all kinds' 'by nobody' 'declares +network' '[0-9.]+ [kK]i?B' -- \
    plugins install "$OUT/toy.jar" --allow-unsigned --dry-run
  check install-dry-run-absent absent org.example.toy
  step install-not-asked 1 'Nothing was changed' -- plugins install "$OUT/toy.jar" --allow-unsigned
  step install-file 0 'org.example.toy 1.0.0' -- plugins install "$OUT/toy.jar" --allow-unsigned --yes
  step install-list 0 'org.example.toy +1.0.0 +active' -- plugins list
  step install-info 0 'org.example.toy 1.0.0 \(active\)' 'Toys of all kinds' -- plugins info toy
  step install-verify 0 'ok +org.example.toy 1.0.0' -- plugins verify
  step install-twice 0 'toy' -- plugins install "$OUT/toy.jar" --allow-unsigned --yes
  step install-export 0 -- plugins export "$OUT/all.zip"
  step install-remove 0 'toy' -- plugins remove toy
  step install-remove-again 1 'No plugin "toy" is installed' -- plugins remove toy
  step install-offline 0 'toy 1.0.0' -- plugins install --offline "$OUT/all.zip" --allow-unsigned --yes
  step install-offline-url 1 'lies on a server, and --offline was said' -- plugins install --offline http://127.0.0.1:9/x.jar --yes
  plugins remove toy > /dev/null 2>&1
  # signed, by an address, with the key's fingerprint
  toy "$OUT/plain.jar" 1.0.0; sign lab "$OUT/plain.jar" "$place/toy-1.0.0.jar"
  toy "$OUT/plain.jar" 1.1.0; sign lab "$OUT/plain.jar" "$place/toy-1.1.0.jar"
  served "$place" -
  step install-key-unknown 1 'with a key that you do not trust yet' '--trust [0-9a-f]{64}' -- plugins install "http://127.0.0.1:$PORT/toy-1.0.0.jar" --yes
  step install-trust-wrong 1 '^echelle: |do not trust' -- plugins install "http://127.0.0.1:$PORT/toy-1.0.0.jar" --yes --trust "$(printf '0%.0s' $(seq 64))"
  check install-trust-wrong-absent absent org.example.toy
  step install-trust 0 'CN=lab' -- plugins trust "$OUT/lab.pem" --yes
  step install-trust-list 0 'CN=lab' -- plugins trust
  step install-url 0 'toy 1.0.0' -- plugins install "http://127.0.0.1:$PORT/toy-1.0.0.jar" --yes
  step install-url-verify 0 'ok +org.example.toy 1.0.0, signed by CN=lab' -- plugins verify
  step install-url-404 1 '404' -- plugins install "http://127.0.0.1:$PORT/none-1.0.0.jar" --yes
  plugins remove toy > /dev/null 2>&1; kill $SERVER
  served "$place" NOHEAD
  step install-no-head 0 'toy 1.0.0' -- plugins install "http://127.0.0.1:$PORT/toy-1.0.0.jar" --yes
  step install-no-head-404 1 '404' -- plugins install "http://127.0.0.1:$PORT/none-1.0.0.jar" --yes
  plugins remove toy > /dev/null 2>&1; kill $SERVER
  catalogue
  downloads
}

catalogue() {
  local place=$OUT/place
  mkdir -p "$place"
  [ -f "$OUT/lab.p12" ] || key lab
  toy "$OUT/plain.jar" 1.0.0; sign lab "$OUT/plain.jar" "$place/toy-1.0.0.jar"
  toy "$OUT/plain.jar" 1.1.0; sign lab "$OUT/plain.jar" "$place/toy-1.1.0.jar"
  plugins trust "$OUT/lab.pem" --yes > /dev/null 2>&1
  served "$place" -
  # a catalogue
  step install-catalogue-unsigned 0 -- plugins catalogue make "$place"
  step install-catalogue-unsigned-refused 1 'is not signed, so anybody may have written it' -- plugins install toy --catalogue "http://127.0.0.1:$PORT" --yes
  step install-catalogue-make 0 -- env ECHELLE_KEYSTORE_PASSWORD=secret "$DIST/bin/echelle" plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias lab
  step install-catalogue-password 1 '^echelle: ' -- env ECHELLE_KEYSTORE_PASSWORD=wrong "$DIST/bin/echelle" plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias lab
  check install-catalogue-still-signed test -s "$place/catalogue.json.sig"
  env ECHELLE_KEYSTORE_PASSWORD=secret "$DIST/bin/echelle" plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias lab > /dev/null 2>&1
  step install-catalogue-add 0 -- plugins catalogue add "http://127.0.0.1:$PORT"
  step install-catalogue-list 0 'signed by CN=lab' 'toy 1\.0\.0' 'toy 1\.1\.0' -- plugins catalogue
  step install-catalogue-old 0 'Installed: org.example.toy 1\.0\.0' -- plugins install toy@1.0.0 --yes
  step install-update-dry 0 'replace 1\.0\.0 by org.example.toy 1\.1\.0' 'with a key that you trust' -- plugins update --dry-run
  step install-update 0 '1\.1\.0' -- plugins update --yes
  step install-updated 0 'org.example.toy +1.1.0 +active' -- plugins
  step install-update-again 0 'is the newest that the catalogues offer' -- plugins update --yes
  step install-rollback 0 '1\.0\.0' -- plugins rollback toy
  step install-rolled-back 0 'org.example.toy +1.0.0 +active' -- plugins
  step install-rollback-again 1 'There is no earlier version' -- plugins rollback toy
  step install-name-info 0 'in a catalogue|active' 'signed +by' -- plugins info toy
  plugins remove toy > /dev/null 2>&1
  step install-name-version 0 'toy 1\.0\.0' -- plugins install toy@1.0.0 --yes
  step install-name-unknown 1 'toyy' -- plugins install toyy --yes
  step install-version-unknown 1 '9\.9\.9' -- plugins install toy@9.9.9 --yes
  plugins remove toy > /dev/null 2>&1
  # a byte of the listed jar is another one
  cp "$place/toy-1.1.0.jar" "$OUT/kept.jar"; helper flip "$OUT/kept.jar" "$place/toy-1.1.0.jar"
  step install-changed-byte 1 'is not the one that its catalogue lists \(another SHA-256\)' -- plugins install toy@1.1.0 --yes
  check install-changed-byte-absent absent org.example.toy
  cp "$OUT/kept.jar" "$place/toy-1.1.0.jar"
  step install-catalogue-key 1 'do not trust' -- env ECHELLE_STATE="$OUT/state-2" "$DIST/bin/echelle" plugins install toy --catalogue "http://127.0.0.1:$PORT" --yes
  # the list itself is another one: a digit of a hash
  cp "$place/catalogue.json" "$OUT/kept.json"; sed -i '0,/"sha256" : "./s/\("sha256" : "\)./\1g/' "$place/catalogue.json"
  step install-list-changed 1 '^echelle: .*(sign|changed)' -- plugins install toy --yes
  check install-list-changed-absent absent org.example.toy
  cp "$OUT/kept.json" "$place/catalogue.json"
  kill $SERVER
  step install-server-gone 1 '^echelle: .*(cannot be read|broke off)' -- plugins install toy@1.1.0 --yes
  step install-catalogue-remove 0 -- plugins catalogue remove "http://127.0.0.1:$PORT"
  step install-catalogue-none 0 'No catalogue is known' -- plugins catalogue
  step install-catalogue-remove-again 1 '^echelle: .*127.0.0.1' -- plugins catalogue remove "http://127.0.0.1:$PORT"
  step install-catalogue-nowhere 1 '^echelle: ' -- plugins catalogue add "$OUT/nowhere"
}

downloads() {
  local place=$OUT/place
  mkdir -p "$place"
  [ -f "$OUT/lab.p12" ] || key lab
  plugins trust "$OUT/lab.pem" --yes > /dev/null 2>&1
  toy "$OUT/plain.jar" 1.0.0; sign lab "$OUT/plain.jar" "$place/toy-1.0.0.jar"
  # a download that breaks off, within one command and over two
  toy "$OUT/plain.jar" 2.0.0 big:20; sign lab "$OUT/plain.jar" "$place/big-2.0.0.jar"
  served "$place" BREAK
  step install-broken-off 0 'going on from there' 'toy 2.0.0' -- plugins install "http://127.0.0.1:$PORT/big-2.0.0.jar" --yes
  check install-broken-off-resumed grep -qE 'GET /big-2.0.0.jar from [1-9][0-9]+' "$OUT/requests.txt"
  plugins remove toy > /dev/null 2>&1; kill $SERVER
  served "$place" SLOW
  "$DIST/bin/echelle" plugins install "http://127.0.0.1:$PORT/big-2.0.0.jar" --yes > "$OUT/killed.txt" 2>&1 & local victim=$!
  until grep -q 'GET /big' "$OUT/requests.txt"; do sleep 0.2; done; sleep 3
  kill -9 $victim; wait $victim 2> /dev/null
  check install-killed-absent absent org.example.toy
  step install-killed-verify 0 -- plugins verify
  step install-killed-again 0 'toy 2.0.0' -- plugins install "http://127.0.0.1:$PORT/big-2.0.0.jar" --yes
  check install-killed-resumed grep -qE 'GET /big-2.0.0.jar from [1-9][0-9]+' "$OUT/requests.txt"
  step install-killed-whole 0 'ok +org.example.toy 2.0.0' -- plugins verify
  plugins remove toy > /dev/null 2>&1; kill $SERVER
  # killed at some moments of an installation from a file
  local moment
  for moment in 0.5 1 1.5 2 3; do
    "$DIST/bin/echelle" plugins install "$place/big-2.0.0.jar" --yes > "$OUT/killed-$moment.txt" 2>&1 & victim=$!
    sleep $moment; kill -9 $victim 2> /dev/null; wait $victim 2> /dev/null
    plugins verify > "$OUT/install-killed-$moment.txt" 2>&1
    verdict "install-killed-at-$moment ($(absent org.example.toy && echo absent || echo there))" $? 'verify'
    plugins remove toy > /dev/null 2>&1
  done
  # a file changed in the store
  plugins install "$place/toy-1.0.0.jar" --yes > /dev/null 2>&1
  local kept; kept=$(stored_jar org.example.toy-1.0.0)
  cp "$kept" "$OUT/store.jar"; helper flip "$OUT/store.jar" "$kept"
  step install-store-changed 1 '!! +org.example.toy 1.0.0' -- plugins verify
  step install-store-refused 0 'was changed after it was installed' -- plugins
  cp "$OUT/store.jar" "$kept"
  step install-trust-remove 0 -- plugins trust --remove "$(plugins trust | grep -oE '[0-9a-f]{64}|([0-9a-f]{4} ){15}[0-9a-f]{4}' | head -1 | tr -d ' ')"
  plugins remove toy > /dev/null 2>&1
  step install-trust-removed 1 'do not trust yet' -- plugins install "$place/toy-1.0.0.jar" --yes
}

# ---- bad input ---------------------------------------------------------------------------------------------------------------------

# refused NAME REGEX... -- COMMAND...: exit 1, one sentence that begins with "echelle: ", no defect of the program
refused() {
  local name=$1; step "$1" 1 "${@:2}"
  check "$name-in-words" bash -c "! grep -q 'a defect of Echelle' '$OUT/$name.txt' && [ \$(grep -c '^echelle: ' '$OUT/$name.txt') = 1 ]"
}

badly() {
  local place=$OUT/bad-place
  mkdir -p "$place"
  [ -f "$OUT/lab.p12" ] || key lab
  toy "$OUT/toy.jar" 1.0.0; toy "$OUT/toy-2.jar" 2.0.0
  # what to install
  refused bad-no-file 'There is no file .*none-such.jar' -- plugins install "$OUT/none-such.jar" --yes
  refused bad-folder 'folder' -- plugins install "$place/" --yes
  refused bad-name 'catalogue add' -- plugins install singlecell --yes
  refused bad-refused-address '127.0.0.1:9/toy.jar cannot be read \(.*(refused|connect)' -- plugins install http://127.0.0.1:9/toy.jar --yes
  refused bad-address-space 'toy.jar' -- plugins install 'http://127.0.0.1:9/my plugins/toy.jar' --yes
  refused bad-address-no-host 'toy.jar' -- plugins install http:toy.jar --yes
  refused bad-address-short 'toy.jar' -- plugins install http://toy.jar --yes
  refused bad-address-ftp 'ftp|http' -- plugins install ftp://127.0.0.1/toy.jar --yes
  refused bad-address-file 'address|http' -- plugins install "file://$OUT/toy.jar" --yes
  refused bad-address-page '\.jar' -- plugins install http://127.0.0.1:9/download/toy --yes
  refused bad-address-asks 'end in|must be|address' -- plugins install 'http://127.0.0.1:9/toy.jar?raw=true' --yes
  refused bad-address-encoded 'address .*my%20toy.jar|cannot be read' -- plugins install http://127.0.0.1:9/my%20toy.jar --yes
  refused bad-twice-asked 'asked for twice' -- plugins install "$OUT/toy.jar" "$OUT/toy-2.jar" --allow-unsigned --yes
  step bad-running-word 2 'never' 'finish|FINISH' -- plugins install "$OUT/toy.jar" --allow-unsigned --yes --running never
  step bad-verb 2 'instal' 'install' -- plugins instal "$OUT/toy.jar"
  step bad-nothing 2 'FILE\|URL\|NAME' -- plugins install
  # one word of two is wrong: nothing is done
  refused bad-one-of-two 'none-such.jar' -- plugins install "$OUT/toy.jar" "$OUT/none-such.jar" --allow-unsigned --yes
  check bad-one-of-two-absent absent org.example.toy
  # names that are not installed
  refused bad-update-name 'nobody' -- plugins update nobody
  refused bad-rollback-name 'nobody' -- plugins rollback nobody
  refused bad-retry-name 'nobody' -- plugins retry nobody
  refused bad-info-name 'nobody' -- plugins info nobody
  refused bad-export-none 'nothing to export' -- plugins export "$OUT/none.zip"
  # archives
  plugins install "$OUT/toy.jar" --allow-unsigned --yes > "$OUT/bad-installed.txt" 2>&1
  step bad-retry-sound 0 'not in quarantine' -- plugins retry toy
  refused bad-export-name '\.zip' -- plugins export "$OUT/all.tar"
  refused bad-export-nowhere 'nowhere' -- plugins export "$OUT/nowhere/all.zip"
  refused bad-export-unknown 'nobody' -- plugins export "$OUT/some.zip" nobody
  plugins export "$OUT/bundle.zip" > "$OUT/bad-exported.txt" 2>&1
  plugins remove toy > "$OUT/bad-removed.txt" 2>&1
  helper flip "$OUT/bundle.zip" "$OUT/flipped.zip"
  refused bad-archive-flipped 'flipped.zip is damaged.*copy the archive again.*SHA-256' -- plugins install --offline "$OUT/flipped.zip" --allow-unsigned --yes
  head -c 1500 "$OUT/bundle.zip" > "$OUT/cut.zip"
  refused bad-archive-cut 'cut.zip is damaged.*cut short at 1500 bytes.*copy the archive again' -- plugins install --offline "$OUT/cut.zip" --allow-unsigned --yes
  refused bad-archive-none 'nobodys.zip' -- plugins install --offline "$OUT/nobodys.zip" --allow-unsigned --yes
  cp "$OUT/toy.jar" "$OUT/other.zip"
  refused bad-archive-other 'other.zip' -- plugins install --offline "$OUT/other.zip" --allow-unsigned --yes
  check bad-archive-absent absent org.example.toy
  # catalogues
  refused bad-catalogue-none 'no .*jar' -- plugins catalogue make "$place"
  refused bad-catalogue-nowhere 'nowhere' -- plugins catalogue make "$OUT/nowhere"
  sign lab "$OUT/toy.jar" "$place/toy-1.0.0.jar"
  refused bad-catalogue-alias '--alias' -- plugins catalogue make "$place" --keystore "$OUT/lab.p12"
  refused bad-catalogue-no-password 'ECHELLE_KEYSTORE_PASSWORD' -- plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias lab
  ECHELLE_KEYSTORE_PASSWORD=secret refused bad-catalogue-key 'no key "nobody"; it has lab' -- plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias nobody
  ECHELLE_KEYSTORE_PASSWORD=secret refused bad-catalogue-keystore 'toy.jar' -- plugins catalogue make "$place" --keystore "$OUT/toy.jar" --alias lab
  refused bad-catalogue-empty 'catalogue' -- plugins catalogue add "$OUT/classes"
  plugins trust "$OUT/lab.pem" --yes > /dev/null 2>&1
  ECHELLE_KEYSTORE_PASSWORD=secret plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias lab > /dev/null 2>&1
  cp "$place/catalogue.json" "$OUT/bad-kept.json"
  printf '{"format" : 1, "plugins" : [ {' > "$place/catalogue.json"
  refused bad-catalogue-damaged 'catalogue' -- plugins install toy --catalogue "$place" --allow-unsigned --yes
  sed 's/"format" : 1/"format" : 99/' "$OUT/bad-kept.json" > "$place/catalogue.json"; rm "$place/catalogue.json.sig"
  refused bad-catalogue-later '99' -- plugins install toy --catalogue "$place" --allow-unsigned --yes
  sed 's/"toy-1.0.0.jar"/"..\/toy.jar"/' "$OUT/bad-kept.json" > "$place/catalogue.json"
  refused bad-catalogue-leads-out 'no plain file name' -- plugins install toy --catalogue "$place" --allow-unsigned --yes
  sed 's/"version" : "1.0.0"/"version" : "one"/' "$OUT/bad-kept.json" > "$place/catalogue.json"
  refused bad-catalogue-version 'one' -- plugins install toy --catalogue "$place" --allow-unsigned --yes
  ECHELLE_KEYSTORE_PASSWORD=secret plugins catalogue make "$place" --keystore "$OUT/lab.p12" --alias lab > /dev/null 2>&1
  # a catalogue that does not answer hides no other
  plugins catalogue add "$place" > "$OUT/bad-added.txt" 2>&1
  mkdir -p "$OUT/bad-gone"; cp "$place"/* "$OUT/bad-gone"; plugins catalogue add "$OUT/bad-gone" > /dev/null 2>&1; rm -r "$OUT/bad-gone"
  step bad-catalogue-gone 0 'org.example.toy 1.0.0' 'bad-gone' -- plugins catalogue
  step bad-catalogue-gone-info 0 'org.example.toy 1.0.0' -- plugins info toy
  step bad-catalogue-gone-install 0 'Installed: org.example.toy 1.0.0' 'bad-gone' -- plugins install toy --yes
  plugins catalogue remove "$OUT/bad-gone" > "$OUT/bad-gone-removed.txt" 2>&1
  step bad-catalogue-as-added 0 -- bash -c "cd '$OUT' && '$DIST/bin/echelle' plugins catalogue remove bad-place/"
  # keys
  printf 'no key' > "$OUT/none.pem"
  refused bad-key 'none.pem' -- plugins trust "$OUT/none.pem" --yes
  refused bad-key-none 'nowhere.pem' -- plugins trust "$OUT/nowhere.pem" --yes
  refused bad-key-remove 'No single trusted key' -- plugins trust --remove "$(printf '0%.0s' $(seq 64))"
  plugins remove toy > /dev/null 2>&1
  stored
  republished
}

# What somebody did to the folder of installed plugins
stored() {
  local store=$ECHELLE_STATE/plugins jar
  toy "$OUT/toy.jar" 1.0.0; toy "$OUT/toy-2.jar" 2.0.0
  plugins install "$OUT/toy.jar" --allow-unsigned --yes > "$OUT/bad-1.txt" 2>&1; plugins install "$OUT/toy-2.jar" --allow-unsigned --yes > "$OUT/bad-2.txt" 2>&1
  step bad-downgrade 0 'replace 2.0.0 by org.example.toy 1.0.0' -- plugins install "$OUT/toy.jar" --allow-unsigned --dry-run
  cp "$store/plugins.lock" "$OUT/bad.lock"
  jar=$(stored_jar org.example.toy-1.0.0); mv "$jar" "$OUT/bad-store.jar"
  refused bad-rollback-no-file 'toy' -- plugins rollback toy
  step bad-rollback-still 0 'org.example.toy +2.0.0 +active' -- plugins
  mv "$OUT/bad-store.jar" "$jar"; cp "$OUT/bad.lock" "$store/plugins.lock"
  jar=$(stored_jar org.example.toy-2.0.0); mv "$jar" "$OUT/bad-store.jar"
  step bad-store-gone 1 '!! +org.example.toy 2.0.0' -- plugins verify
  step bad-store-gone-list 0 'org.example.toy +2.0.0 ' 'jars/org.example.toy-2.0.0' -- plugins
  refused bad-store-gone-export 'toy-2.0.0' -- plugins export "$OUT/gone.zip"
  mv "$OUT/bad-store.jar" "$jar"
  printf '{"format": 1, "plug' > "$store/plugins.lock"
  step bad-lock-starts 1 'vision .*active' 'plugins.lock.* is damaged' -- plugins
  refused bad-lock 'plugins.lock.* is damaged' -- plugins verify
  refused bad-lock-install 'plugins.lock.* is damaged' -- plugins install "$OUT/toy.jar" --allow-unsigned --yes
  sed 's/"format" : 1/"format" : 99/' "$OUT/bad.lock" > "$store/plugins.lock"
  refused bad-lock-later 'format 99' -- plugins verify
  sed 's/"org.example.toy-2.0.0-/"..\/..\/toy-2.0.0-/' "$OUT/bad.lock" > "$store/plugins.lock"
  refused bad-lock-leads-out 'no plain name' -- plugins verify
  cp "$OUT/bad.lock" "$store/plugins.lock"
  # the lock file alone, on another place: what it names comes again or is told
  step bad-lock-back 0 'ok +org.example.toy 2.0.0' -- plugins verify
  plugins remove toy > /dev/null 2>&1
  # two commands at once
  toy "$OUT/one.jar" 1.0.0 Bundle-SymbolicName=org.example.one; toy "$OUT/two.jar" 1.0.0 Bundle-SymbolicName=org.example.two
  "$DIST/bin/echelle" plugins install "$OUT/one.jar" --allow-unsigned --yes > "$OUT/at-once.txt" 2>&1 & local other=$!
  plugins install "$OUT/two.jar" --allow-unsigned --yes > "$OUT/at-once-2.txt" 2>&1; wait $other
  step bad-at-once 0 'ok +org.example.one' 'ok +org.example.two' -- plugins verify
  plugins remove one two > /dev/null 2>&1
}

# Another file at the same address, after a look at the one before
republished() {
  local place=$OUT/again
  mkdir -p "$place"
  toy "$OUT/old.jar" 1.0.0 big:1; toy "$OUT/new.jar" 1.1.0; toy "$OUT/newer.jar" 1.2.0 big:2
  cp "$OUT/old.jar" "$place/latest.jar"; served "$place" -
  step again-looked 0 'install org.example.toy 1.0.0' -- plugins install "http://127.0.0.1:$PORT/latest.jar" --allow-unsigned --dry-run
  cp "$OUT/new.jar" "$place/latest.jar"
  step again-smaller 0 'install org.example.toy 1.1.0' -- plugins install "http://127.0.0.1:$PORT/latest.jar" --allow-unsigned --dry-run
  cp "$OUT/newer.jar" "$place/latest.jar"
  step again-larger 0 'install org.example.toy 1.2.0' -- plugins install "http://127.0.0.1:$PORT/latest.jar" --allow-unsigned --dry-run
  kill $SERVER
}

# ---- versions ----------------------------------------------------------------------------------------------------------------------

versions() {
  classes
  helper jar "$OUT/newer.jar" "$OUT/classes" Bundle-SymbolicName=org.example.newer Bundle-Version=1.0.0 'Import-Package=org.echelle.api;version="[2.0,3)"'
  step versions-newer 1 'org.example.newer 1.0.0 needs org.echelle.api 2.x, this host has 1\.' -- plugins install "$OUT/newer.jar" --allow-unsigned --yes
  helper jar "$OUT/minor.jar" "$OUT/classes" Bundle-SymbolicName=org.example.minor Bundle-Version=1.0.0 'Import-Package=org.echelle.api;version="[1.900,2)"'
  step versions-minor 1 'needs org.echelle.api 1\.900' -- plugins install "$OUT/minor.jar" --allow-unsigned --yes
  helper jar "$OUT/absent.jar" "$OUT/classes" Bundle-SymbolicName=org.example.absent Bundle-Version=1.0.0 'Import-Package=com.nobody.has;version="[1,2)"'
  step versions-absent 1 'com.nobody.has' -- plugins install "$OUT/absent.jar" --allow-unsigned --yes
  mkdir -p "$OUT/dropped"; cp "$OUT/newer.jar" "$OUT/dropped"
  step versions-dropped 0 'org.example.newer .*needs org.echelle.api 2.x|needs org.echelle.api 2.x' -- env ECHELLE_PLUGINS="$OUT/dropped" "$DIST/bin/echelle" plugins
  helper jar "$OUT/java.jar" "$OUT/classes" Bundle-SymbolicName=org.example.java Bundle-Version=1.0.0 'Require-Capability=osgi.ee;filter:="(&(osgi.ee=JavaSE)(version=99))"'
  step versions-java 1 'Java.* 99' -- plugins install "$OUT/java.jar" --allow-unsigned --yes
}

# ---- beside running jobs -----------------------------------------------------------------------------------------------------------

vision_job() { # vision_job OUT EPOCHS: trains in the background; its process is in $JOB
  cat > "$OUT/job.yaml" <<EOF
domain: vision
subject: {kind: shapes-vit}
samples: {kind: shapes, count: 200, seed: 7}
concepts: [{kind: factors}]
hooks: [blocks.2]
extract: {batch: 16}
dictionary: {architecture: topk, features: 256, k: 8, epochs: $2, checkpoint-every: 20}
score: {baselines: []}
report: {feature-pages: 3}
EOF
  "$DIST/bin/echelle" run "$OUT/job.yaml" --out "$OUT/$1" --device cpu > "$OUT/$1.txt" 2>&1 < /dev/null & JOB=$!
  until [ -n "$(find "$OUT/$1" -path '*checkpoints*' -type f 2> /dev/null | head -1)" ] || ! kill -0 $JOB 2> /dev/null; do sleep 0.3; done
}

running() {
  classes
  local vision; vision=$(find "$DIST/plugins" -name '*vision*.jar')
  toy "$OUT/toy-1.jar" 1.0.0; toy "$OUT/toy-2.jar" 2.0.0
  # another plugin's life beside a training job
  vision_job beside 1500
  step running-install 0 'toy 1.0.0' -- plugins install "$OUT/toy-1.jar" --allow-unsigned --yes
  step running-update 0 'toy 2.0.0' -- plugins install "$OUT/toy-2.jar" --allow-unsigned --yes
  step running-rollback 0 '1\.0\.0' -- plugins rollback toy
  step running-remove 0 -- plugins remove toy
  check running-still-trains kill -0 $JOB
  wait $JOB; verdict running-job-done $? "$(tail -1 "$OUT/beside.txt")"
  # the job's own plugin is replaced: it finishes on the old version ...
  helper revised "$vision" "$OUT/vision-1.jar" 7.0.0; helper revised "$vision" "$OUT/vision-2.jar" 7.1.0
  plugins install "$OUT/vision-1.jar" --allow-unsigned --yes > "$OUT/running-vision-1.txt" 2>&1
  vision_job finishing 600
  step running-finish 0 'vision 7.1.0' -- plugins install "$OUT/vision-2.jar" --allow-unsigned --yes --running finish
  check running-finish-still kill -0 $JOB
  wait $JOB; verdict running-finish-done $? "$(tail -1 "$OUT/finishing.txt")"
  check running-finish-old grep -q '"org.echelle.vision" *: *"7.0.0"' "$OUT/finishing/run.json"
  # ... or stops, and goes on with the new one
  vision_job stopping 900
  step running-stop 0 '7\.0\.0' -- plugins rollback vision --running stop
  wait $JOB; verdict running-stop-stopped "$([ $? = 1 ] && echo 0 || echo 1)" "exit of the job"
  check running-stop-says grep -qE 'was removed or replaced while its domain "vision" was in use.*--resume' "$OUT/stopping.txt"
  check running-stop-no-trace bash -c "! grep -qE '^\s+at ' '$OUT/stopping.txt'"
  step running-stop-resumed 0 'report' -- echelle run "$OUT/job.yaml" --out "$OUT/stopping" --resume --device cpu
  plugins remove vision > "$OUT/running-vision-removed.txt" 2>&1
  step running-own-again 0 'org.echelle.vision +0\.1\.0' -- plugins
}

# ---- hostile plugins ---------------------------------------------------------------------------------------------------------------

bad() { # bad NAME CLASS: a plugin whose activator is that class
  helper jar "$OUT/$1.jar" "$OUT/classes" "Bundle-SymbolicName=org.example.$1" Bundle-Version=1.0.0 "Bundle-Activator=walk.$2" \
    Import-Package=org.osgi.framework "class:$2"
}
rude() { # rude NAME EXIT MANNER REGEX... -- MORE...: an extraction with the plugin that misbehaves in that manner
  local name=$1 exit=$2 manner=$3 regexes=(); shift 3
  while [ "$1" != -- ]; do regexes+=("$1"); shift; done; shift
  case " $* " in *' --out '*) ;; *) set -- --out "$OUT/$name" "$@" ;; esac
  step "$name" "$exit" "${regexes[@]}" -- env ECHELLE_OPTS="${ECHELLE_OPTS:-} -Dwalk.manner=$manner" \
    "$DIST/bin/echelle" extract "$OUT/rude.yaml" --set device=cpu "$@"
}
left() { # left NAME MANNER REGEX...: what a plugin left behind is told by name after it was removed; it is there again then
  local name=$1 manner=$2; shift 2
  step "$name" 0 "$@" -- env ECHELLE_OPTS="${ECHELLE_OPTS:-} -Dwalk.manner=$manner" bash -c "
    { echo \"extract '$OUT/rude.yaml' --out '$OUT/$name' --set device=cpu\"; echo 'plugins remove rude'; sleep 20; echo plugins; } | '$DIST/bin/echelle' shell"
  plugins install "$OUT/rude.jar" --allow-unsigned --yes > "$OUT/$name-again.txt" 2>&1
}

hostile() {
  classes
  local name
  helper jar "$OUT/slip.jar" "$OUT/classes" Bundle-SymbolicName=org.example.slip Bundle-Version=1.0.0 entry:../../../outside.txt
  step hostile-slip 1 'whose path leads out of the jar' 'nothing was changed' -- plugins install "$OUT/slip.jar" --allow-unsigned --yes
  helper jar "$OUT/absolute.jar" "$OUT/classes" Bundle-SymbolicName=org.example.absolute Bundle-Version=1.0.0 entry:/etc/outside.txt
  step hostile-absolute 1 'whose path leads out of the jar' -- plugins install "$OUT/absolute.jar" --allow-unsigned --yes
  helper jar "$OUT/bomb.jar" "$OUT/classes" Bundle-SymbolicName=org.example.bomb Bundle-Version=1.0.0 manifest:2100
  step hostile-manifest 1 'MANIFEST.MF of more than 4 MB' -- plugins install "$OUT/bomb.jar" --allow-unsigned --yes
  mkdir -p "$OUT/dropped-bomb"; cp "$OUT/bomb.jar" "$OUT/dropped-bomb"
  step hostile-manifest-dropped 0 'bomb.jar +refused' 'MANIFEST.MF' -- env ECHELLE_PLUGINS="$OUT/dropped-bomb" "$DIST/bin/echelle" plugins
  printf 'no jar' > "$OUT/none.jar"
  step hostile-no-jar 1 'cannot be read as a jar' -- plugins install "$OUT/none.jar" --allow-unsigned --yes
  helper jar "$OUT/plain-jar.jar" "$OUT/classes"
  step hostile-no-bundle 1 'no Bundle-SymbolicName' -- plugins install "$OUT/plain-jar.jar" --allow-unsigned --yes
  # a forged signature, by trusted and by unsigned ways
  [ -f "$OUT/lab.p12" ] || key lab
  toy "$OUT/honest.jar" 1.0.0 entry:note.txt; sign lab "$OUT/honest.jar" "$OUT/signed.jar"; helper forge "$OUT/signed.jar" "$OUT/forged.jar" note.txt
  plugins trust "$OUT/lab.pem" --yes > /dev/null 2>&1
  step hostile-forged 1 '^echelle: .*(sign|digest)' -- plugins install "$OUT/forged.jar" --yes
  step hostile-forged-unsigned 1 '^echelle: .*(sign|digest)' -- plugins install "$OUT/forged.jar" --allow-unsigned --yes
  # two that need each other, and one that needs itself
  mkdir -p "$OUT/cycle"
  helper jar "$OUT/cycle/a.jar" "$OUT/classes" Bundle-SymbolicName=org.example.a Bundle-Version=1.0.0 Export-Package=ex.a Import-Package=ex.b
  helper jar "$OUT/cycle/b.jar" "$OUT/classes" Bundle-SymbolicName=org.example.b Bundle-Version=1.0.0 Export-Package=ex.b Import-Package=ex.a
  plugins catalogue make "$OUT/cycle" > "$OUT/cycle.txt" 2>&1
  step hostile-cycle 0 'install too, for it is needed, org.example.b 1.0.0' -- plugins install org.example.a --catalogue "$OUT/cycle" --allow-unsigned --yes
  step hostile-cycle-active 0 'org.example.a +1.0.0 +active' 'org.example.b +1.0.0 +active' -- plugins
  step hostile-cycle-half 0 -- plugins remove org.example.b
  step hostile-cycle-half-told 0 'org.example.a.*ex.b|needs .*ex.b' -- plugins
  plugins remove org.example.a > /dev/null 2>&1
  # starts that end the program, throw, or never end
  bad exit ExitingActivator; bad endless EndlessActivator; bad broken BrokenActivator; bad leaky LeakingActivator
  step hostile-exit 1 'It asked to end the whole program, which a plugin may not' -- plugins install "$OUT/exit.jar" --allow-unsigned --yes
  step hostile-exit-quarantined 0 'org.example.exit +1.0.0 +quarantined' 'plugins retry' -- plugins
  step hostile-exit-retry 1 'failed again' -- plugins retry exit
  step hostile-endless 1 'Its start did not end within 3 s' -- env ECHELLE_OPTS="${ECHELLE_OPTS:-} -Dechelle.start.seconds=3" "$DIST/bin/echelle" plugins install "$OUT/endless.jar" --allow-unsigned --yes
  step hostile-broken 1 'the toy is broken' -- plugins install "$OUT/broken.jar" --allow-unsigned --yes
  step hostile-three 0 'exit .*quarantined' 'endless .*quarantined' 'broken .*quarantined' 'vision .*active' -- plugins
  for name in exit endless broken; do plugins remove $name > "$OUT/hostile-remove-$name.txt" 2>&1; done
  step hostile-leaky 0 'leaking' 'its thread "forgotten-worker" still runs' 'org.example.leaky' -- bash -c "
    { echo \"plugins install '$OUT/leaky.jar' --allow-unsigned --yes\"; echo 'plugins remove leaky'; sleep 20; echo plugins; } | '$DIST/bin/echelle' shell"
  isolation
  check hostile-nothing-outside bash -c "! find '$OUT/..' -maxdepth 3 -name outside.txt | grep -q ."
}

# A plugin that misbehaves while a job uses it
isolation() {
  classes
  helper jar "$OUT/rude.jar" "$OUT/classes" Bundle-SymbolicName=org.example.rude Bundle-Version=1.0.0 Bundle-Activator=walk.Rude class:Rude class:Toy \
    'Import-Package=org.osgi.framework,org.echelle.api;version="[1.0,2)",ai.djl,ai.djl.ndarray;version="[0.35,0.36)",ai.djl.ndarray.types'
  cat > "$OUT/rude.yaml" <<EOF
domain: rude
subject: {kind: doubler}
samples: {kind: numbers, count: 32}
extract: {batch: 4}
limits: {call: 5s}
EOF
  step hostile-rude-installed 0 'rude 1.0.0' -- plugins install "$OUT/rude.jar" --allow-unsigned --yes
  rude hostile-well 0 none '32 samples' --
  rude hostile-throw 1 throw '^echelle: .*org.example.rude.*the doubler is broken' --
  check hostile-throw-blame bash -c "! grep -q 'a defect of Echelle' '$OUT/hostile-throw.txt'"
  rude hostile-hang 1 hang-in-forward 'Plugin org.example.rude 1.0.0 has not come back from Rude.RudeSubject.forward for 5 s, the limit that limits.call sets' '--resume' --
  rude hostile-resume 0 none '32 samples' -- --out "$OUT/hostile-hang" --resume
  rude hostile-hang-load 1 hang-in-load 'has not come back from Rude.RudeNumbers.load' --
  rude hostile-leak 0 leak 'The plugin of domain rude left 1 array \(1.0 KiB\) open' --
  left hostile-leak-removed leak 'forgotten-cache'
  left hostile-thread-removed thread 'its thread "rude-worker" still runs'
  rude hostile-flood 0 flood 'the rest is counted and left out' --
  # a process of its own
  rude hostile-isolated 0 none '32 samples' -- --set isolation=process
  rude hostile-isolated-throw 1 throw '^echelle: .*org.example.rude.*the doubler is broken' -- --set isolation=process
  helper jar "$OUT/crash.jar" "$OUT/classes" Bundle-SymbolicName=org.example.crash Bundle-Version=1.0.0 Bundle-Activator=walk.Crashing class:Crashing class:Toy \
    'Import-Package=org.osgi.framework,org.echelle.api;version="[1.0,2)",ai.djl.ndarray;version="[0.35,0.36)"'
  plugins install "$OUT/crash.jar" --allow-unsigned --yes > "$OUT/hostile-crash-installed.txt" 2>&1
  printf 'domain: crash\nisolation: process\nsubject: {kind: none}\nsamples: {kind: none}\nconcepts: [{kind: none}]\n' > "$OUT/crash.yaml"
  step hostile-crash 1 'was ended by signal 6' 'Where it crashed stands in ' -- echelle run "$OUT/crash.yaml" --out "$OUT/crash"
  plugins remove rude crash > "$OUT/hostile-removed.txt" 2>&1
}

# ---- the walk --------------------------------------------------------------------------------------------------------------------
[ $# -gt 0 ] || set -- taps generic edits kit install badly versions running hostile
for part in "$@"; do "$part"; done
ended
