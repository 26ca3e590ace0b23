#!/usr/bin/env bash
# The user's walk through the engine of sparse autoencoders: training, checkpoints, advice, formats, hostile files.
#   DIST=folder of the distribution ASSETS=folder of models and data OUT=empty folder sae.sh [PART ...]
# Without a PART all are walked. Needs python3 with numpy; torch for `formats`, `foreign` and `hostile`. STEP: platform/sae/gpu/step.py, for `archives`.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"
ASSETS=$(cd "$ASSETS" && pwd)
OUT=$(cd "$OUT" && pwd)
D=$OUT/data
PYTHON=${PYTHON:-python3}
py() { "$PYTHON" "$here/sae.py" "$@"; }
[ -f "$D/truth.npy" ] || py data "$D"
SHORT=(--set features=128 --set batch=256)

# train NAME ARGUMENTS...: on the planted rows, into dict/NAME
train() {
  local name=$1; shift
  step "train-$name" 0 'features, [0-9,]+ steps of [0-9,]+ rows; over the last steps FVU [0-9.]+, L0 [0-9.]+' '^dictionary: ' 'Training needs up to' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" "$@" --out "$OUT/dict/$name" --overwrite
}
# refused NAME REGEX ARGUMENTS...: one sentence, exit 1, nothing trained
refused() {
  local name=$1 regex=$2; shift 2
  step "refused-$name" 1 "^echelle: .*$regex" -- echelle train "$D/rows.npy" --set features=128 --set batch=256 --set steps=20 "$@" --out "$OUT/refused/$name"
  check "refused-$name-left-nothing" test ! -e "$OUT/refused/$name/dictionary.json"
}

kinds() {
  step list-architectures 0 '^topk' '^crosscoder' 'settings.k-start' -- echelle train --architectures
  local kind listed k
  for kind in $(grep -oE '^[a-z0-9-]+' "$OUT/list-architectures.txt"); do
    listed=$(grep -E "^$kind( |\$)" "$OUT/list-architectures.txt")
    k=(--set k=3); case $listed in *"(no k)"*) k=() ;; esac
    case $kind in
      *transcoder) train "$kind" --with "$D/output.npy" --set architecture="$kind" "${k[@]}" --set steps=600 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" ;;
      crosscoder) train "$kind" --with "$D/output.npy" --set architecture="$kind" "${k[@]}" --set steps=600 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" ;;
      jumprelu) train "$kind" --set architecture="$kind" --set 'settings={target-l0: 3}' --set steps=800 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" "$D/truth.npy" 0.5 ;;
      gated|relu-l1|p-anneal) train "$kind" --set architecture="$kind" --set settings.coefficient=0.3 --set steps=800 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" "$D/truth.npy" 0.5 ;;
      april) train "$kind" --set architecture="$kind" --set settings.coefficient=0.5 --set steps=800 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" "$D/truth.npy" 0.5 ;;
      msae) train "$kind" --set architecture="$kind" "${k[@]}" --set steps=800 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" "$D/truth.npy" 0.3 ;;
      kron|archetypal) train "$kind" --set architecture="$kind" "${k[@]}" --set steps=800 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" "$D/truth.npy" 0 ;;
      *) train "$kind" --set architecture="$kind" "${k[@]}" --set steps=800 && check "is-$kind" py trained "$OUT/dict/$kind" "$kind" "$D/truth.npy" 0.5 ;;
    esac
  done
  # their own settings
  train multi-topk --set k=3 --set steps=300 --set settings.multi-k-weight=0.125
  train jumprelu-l0 --set architecture=jumprelu --set steps=300 --set settings.penalty=l0 --set settings.coefficient=0.01 --set settings.threshold-scale=log
  train jumprelu-tanh --set architecture=jumprelu --set steps=300 --set settings.penalty=tanh --set settings.coefficient=0.01 --set settings.pre-act-weight=3e-6 --set decoder-norm=free
  train matryoshka-sampled --set architecture=matryoshka --set k=3 --set steps=300 --set settings.sampled=5
  train matryoshka-prefixes --set architecture=matryoshka --set k=3 --set steps=300 --set settings.prefixes=8,32,64 --set settings.weighting=sum
  train msae-reverse --set architecture=msae --set k=3 --set steps=300 --set settings.weighting=reverse
  train archetypal-batch --set architecture=archetypal --set k=3 --set steps=300 --set settings.selection=batch-topk --set settings.points-from=rows
  train p-anneal-root --set architecture=p-anneal --set steps=300 --set settings.norm=root
  train crosscoder-l1 --with "$D/output.npy" --set architecture=crosscoder --set steps=300 --set settings.sparsity=l1
  # the same config gives the same bytes
  for kind in topk batch-topk jumprelu; do
    k=(--set k=3); [ "$kind" = jumprelu ] && k=(--set settings.target-l0=3)
    train "$kind-once" --set architecture=$kind "${k[@]}" --set steps=200
    train "$kind-twice" --set architecture=$kind "${k[@]}" --set steps=200
    check "$kind-is-deterministic" py same "$OUT/dict/$kind-once/dictionary.safetensors" "$OUT/dict/$kind-twice/dictionary.safetensors"
  done
  train topk-seed1 --set k=3 --set steps=200 --set seed=1
  check another-seed-differs py differ "$OUT/dict/topk-once/dictionary.safetensors" "$OUT/dict/topk-seed1/dictionary.safetensors"
  check order-is-recorded py fact "$OUT/dict/topk-once" "rows.order=shuffled in blocks of 262144 rows, seed 0, batches of 256"
}

# changes NAME FACT ARGUMENTS...: a TopK training with a key that is stored and has an effect
changes() {
  local name=$1 stored=$2; shift 2
  train "$name" --set k=3 --set steps=300 "$@"
  check "$name-is-stored" py fact "$OUT/dict/$name" "$stored"
  check "$name-has-an-effect" py differ "$OUT/dict/plain/dictionary.safetensors" "$OUT/dict/$name/dictionary.safetensors"
}
options() {
  local v
  train plain --set k=3 --set steps=300
  check plain-folded py folded "$OUT/dict/plain" "$D/rows.npy"
  check plain-unit py unit "$OUT/dict/plain"
  for v in none unit-mean-square mean-norm layer-norm constant-norm; do
    changes "normalise-$v" "training.normalise=$v" --set normalise=$v
    check "normalise-$v-folded" py folded "$OUT/dict/normalise-$v" "$D/rows.npy"
  done
  changes norm-free training.decoderNorm=free --set decoder-norm=free
  check norm-free-is py notunit "$OUT/dict/norm-free"
  changes norm-rescaled training.decoderNorm=rescaled --set decoder-norm=rescaled
  check norm-rescaled-folded py folded "$OUT/dict/norm-rescaled" "$D/rows.npy"
  changes atoms-data training.start.atoms=data --set start-atoms=data
  changes encoder-rescaled training.start.encoder=rescaled --set start-encoder=rescaled
  changes encoder-independent training.start.encoder=independent --set start-encoder=independent
  changes start-norm training.start.norm=0.1 --set start-norm=0.1 --set decoder-norm=free
  changes bias-zero training.start.bias=zero --set start-bias=zero
  changes bias-mean training.start.bias=mean --set start-bias=mean
  changes cosine training.optimiser.schedule=cosine --set schedule=cosine
  changes constant training.optimiser.schedule=constant --set schedule=constant
  changes warmup training.optimiser.warmup=100 --set warmup=100
  changes decay-from training.optimiser.decayFrom=0.5 --set decay-from=0.5
  changes average training.optimiser.average=0.99 --set average=0.99
  changes clip training.optimiser.clip=0.01 --set clip=0.01
  changes k-anneal training.settings.k-start=30.0 --set settings.k-start=30 --set settings.k-anneal=0.5
  for v in mean-mse variance batch-fvu row; do changes "scaling-$v" "loss-scaling=$v" --set scaling=$v; done
  train bfloat16-rescored --set k=3 --set steps=300 --set precision=bfloat16-rescored
  check bfloat16-rescored-is-stored py fact "$OUT/dict/bfloat16-rescored" training.precision=bfloat16-rescored
  check bfloat16-rescored-as-float32 py fvunear "$OUT/dict/plain" "$OUT/dict/bfloat16-rescored" 1e-4
  changes bfloat16 training.precision=bfloat16 --set precision=bfloat16
  check bfloat16-near-float32 py fvunear "$OUT/dict/plain" "$OUT/dict/bfloat16" 0.01
  train dead --set architecture=relu-l1 --set settings.coefficient=1 --set steps=1200 --set dead-after-rows=10000 --set learning-rate=0.02
  train resampled --set architecture=relu-l1 --set settings.coefficient=1 --set steps=1200 --set dead-after-rows=10000 --set learning-rate=0.02 --set resample-every=300
  check resampling-revives py fewerdead "$OUT/dict/dead" "$OUT/dict/resampled"
  refused by-timestep 'timestep' --set normalise=by-timestep
  refused time-conditioned 'timestep' --set normalise=time-conditioned
}

# What is printed before a training is the most that the process takes beyond a tiny one.
memory() {
  local kind size d n k own tiny=$OUT/tiny.kib name
  step memory-tiny 0 'Training needs up to' -- \
    "$PYTHON" "$here/sae.py" peak "$tiny" "$DIST/bin/echelle" train "$D/wide256.npy" --set features=64 --set batch=64 --set k=2 --set steps=10 --out "$OUT/memory/tiny" --overwrite
  for kind in topk batch-topk jumprelu matryoshka; do
    for size in "256 8192 32" "512 16384 64"; do
      read -r d n k <<< "$size"
      name=$kind-$d-$n
      own=(--set k=$k); [ $kind = jumprelu ] && own=(--set settings.target-l0=$k)
      step "memory-$name" 0 'Training needs up to' -- \
        "$PYTHON" "$here/sae.py" peak "$OUT/$name.kib" "$DIST/bin/echelle" train "$D/wide$d.npy" --set architecture=$kind "${own[@]}" \
        --set features=$n --set batch=2048 --set steps=8 --out "$OUT/memory/$name" --overwrite
      check "memory-$name-held" py held "$OUT/memory-$name.txt" "$OUT/$name.kib" "$tiny" "$kind, d $d, n $n, batch 2048, k $k"
      tee -a "$OUT/memory-table.txt" < "$OUT/memory-$name-held.txt"
      rm -r "$OUT/memory/$name"
    done
  done
  step memory-too-large 1 '^echelle: Training needs up to .* Only .* is free; .* would fit' -- \
    echelle train "$D/wide512.npy" --set features=4000000 --set batch=4096 --set k=32 --out "$OUT/memory/too-large"
}

sweep() {
  step sweep 0 '^dictionary +architecture +n +k +seed +L0 +FVU' 'topk-k3-seed0|topk-.*seed0' 'gated has no k, so the values of k are left out' 'stability of .* over 2 seeds' \
    'matched by encoder and decoder [0-9.]+ % \[[0-9.]+ %\].*PW-MCC [0-9.]+' '^sweep: file:' -- \
    echelle sweep "$D/rows.npy" --over architecture=topk,batch-topk,gated --over k=2,4 --over seed=0,1 --set features=128 --set batch=256 --set steps=400 --out "$OUT/sweep"
  check sweep-table py sweeptable "$OUT/sweep/sweep.csv" 10
  for f in index.html frontier.svg sweep.json topk-k2-seed0/dictionary.json; do check "sweep-${f//\//-}" test -s "$OUT/sweep/$f"; done
  check sweep-chart-is-drawn grep -qE '<(circle|path)' "$OUT/sweep/frontier.svg"
  check sweep-page-offline sh -c '! grep -qE "(src|href)=\"https?:" "$1"' - "$OUT/sweep/index.html"
  check sweep-json "$PYTHON" -c 'import json,sys; s=json.load(open(sys.argv[1])); g=s["stability"]; assert len(s["members"])==10 and len(g)==5 and all("pw-mcc" in x for x in g), g' "$OUT/sweep/sweep.json"
  step sweep-again 1 '^echelle: .* already holds a sweep' -- echelle sweep "$D/rows.npy" --over k=2,4 --set steps=20 --out "$OUT/sweep"
  step sweep-batch 1 '^echelle: --over batch=.*one stream of rows' -- echelle sweep "$D/rows.npy" --over batch=128,256 --out "$OUT/sweep-no"
  step sweep-key 1 "^echelle: .*unknown key 'kk'" -- echelle sweep "$D/rows.npy" --over kk=1,2 --out "$OUT/sweep-no"
  step sweep-kind 1 "^echelle: .*no trainable architecture 'topkk'; did you mean 'topk'" -- echelle sweep "$D/rows.npy" --over architecture=topkk --out "$OUT/sweep-no"
  step sweep-impossible 1 '^echelle: The dictionary .* of the sweep is not possible: .*k' -- echelle sweep "$D/rows.npy" --over k=2,400 --set features=128 --out "$OUT/sweep-no"
  step sweep-with 0 'skip-transcoder' -- echelle sweep "$D/rows.npy" --with "$D/output.npy" --over architecture=transcoder,skip-transcoder --set k=3 --set features=128 --set batch=256 --set steps=200 --out "$OUT/sweep-with"
  step sweep-runaway 1 'topk-learning-rate_1e30|failed' 'did not finish' -- echelle sweep "$D/rows.npy" --over learning-rate=0.001,1e30 --set k=3 --set features=64 --set batch=256 --set steps=200 --out "$OUT/sweep-runaway"
}

contradictions() {
  refused relu-with-k 'k is 4 but relu-l1 has no k' --set architecture=relu-l1 --set k=4
  refused prefixes 'prefix 200 of matryoshka is past the last of 128 features' --set architecture=matryoshka --set k=3 --set settings.prefixes=10,200
  refused prefixes-fall 'prefixes .* must be whole numbers' --set architecture=matryoshka --set k=3 --set settings.prefixes=20,10
  refused groups 'groups of matryoshka .* sum to 1' --set architecture=matryoshka --set k=3 --set settings.groups=0.5,0.6
  refused key "unknown key 'featurs'.*did you mean|unknown key 'featurs'" --set featurs=12
  refused architecture 'no architecture "topkk"' --set architecture=topkk
  refused k-large "k' = 500 is more than" --set k=500
  refused k-negative "'k' must be at least 0" --set k=-2
  refused k-word "k" --set k=many
  refused setting 'topk has no setting "gamma"' --set settings.gamma=2
  refused setting-range 'gamma' --set architecture=ort --set settings.gamma=-1
  refused precision-relu 'precision bfloat16-rescored is for architectures that keep k' --set architecture=gated --set precision=bfloat16-rescored
  refused precision 'precision is "fp16"; known are' --set precision=fp16
  refused scaling 'scaling is "l2"; known are' --set scaling=l2
  refused normalise 'no normalisation "centrer"' --set normalise=centrer
  refused resample 'resample-every is 10 but topk does not resample' --set resample-every=10
  refused resample-warm 'resample-every is 5 but the learning rate warms up' --set architecture=relu-l1 --set resample-every=5 --set warmup=10
  refused gated-free 'gated .*norm|decoder-norm' --set architecture=gated --set decoder-norm=free
  refused average 'average' --set average=1
  refused rate 'learning-rate' --set learning-rate=-1
  refused schedule 'schedule' --set schedule=step
  refused kron 'heads \* base \* extension' --set architecture=kron --set features=100 --set k=3
  refused msae-aux 'msae has no auxiliary loss' --set architecture=msae --set aux-weight=0.1
  refused msae-levels 'levels of msae' --set architecture=msae --set settings.levels=2,1000
  refused target 'target-l0 is .* only 128 features' --set architecture=jumprelu --set settings.target-l0=999
  refused transcoder-alone 'needs rows of two parts' --set architecture=transcoder
  refused topk-with 'takes whole rows' --with "$D/output.npy"
  refused with-fewer 'rows' --with "$D/wide256.npy" --set architecture=crosscoder
  refused crosscoder-k 'k' --with "$D/output.npy" --set architecture=crosscoder --set settings.sparsity=l1 --set k=3
  refused features 'features' --set features=0.5
  refused device 'device|gpu' --device gpu:9
  step no-file 1 '^echelle: .*(no file|not|missing).*' -- echelle train "$D/none.npy" --out "$OUT/refused/none"
  step empty 1 '^echelle: .*(no rows|no values)' -- echelle train "$D/empty.npy" --out "$OUT/refused/empty"
  step constant 1 '^echelle: .*all that were looked at are equal' -- echelle train "$D/constant.npy" --out "$OUT/refused/constant"
  step usage 2 'Missing what to train on' -- echelle train
  train taken --set k=3 --set steps=20
  step taken 1 '^echelle: .* already holds a dictionary .*--resume' -- echelle train "$D/rows.npy" --out "$OUT/dict/taken"
}

nan() {
  local own=("${SHORT[@]}" --set steps=800 --set shuffle-rows=1 --set checkpoint-every=10)
  step nan 1 '^echelle: .*[Rr]ow 50000 .*not finite' -- echelle train "$D/nan.npy" "${own[@]}" --set k=3 --out "$OUT/nan"
  check nan-names-the-batch grep -qE '^echelle: .*(batch|step [0-9]+)' "$OUT/nan.txt"
  check nan-names-the-checkpoint grep -qE '^echelle: .*checkpoint .*sound' "$OUT/nan.txt"
  check nan-kept sh -c 'ls "$1"/checkpoints/step-*/state.safetensors' - "$OUT/nan"
  check nan-no-dictionary test ! -e "$OUT/nan/dictionary.json"
  step nan-resumed 1 'Going on from step [0-9]+' '^echelle: .*[Rr]ow 50000 .*not finite' -- echelle train "$D/nan.npy" "${own[@]}" --set k=3 --out "$OUT/nan" --resume
  step inf 1 '^echelle: .*[Rr]ow 50000 .*not finite' -- echelle train "$D/inf.npy" "${own[@]}" --set architecture=gated --out "$OUT/inf"
  step nan-early 1 '^echelle: Row 4321 .*not finite' -- echelle train "$D/nan-early.npy" "${SHORT[@]}" --set k=3 --set steps=100 --out "$OUT/nan-early"
  step nan-sweep 1 '^echelle: .*[Rr]ow 50000 .*not finite' -- echelle sweep "$D/nan.npy" --over k=2,3 "${own[@]}" --hold-out 0 --out "$OUT/nan-sweep"
  check nan-sweep-kept sh -c 'ls "$1"/topk-k2/checkpoints/step-*/state.safetensors' - "$OUT/nan-sweep"
}

# killed NAME COMMAND...: kill -9 at random moments until it is through; then the same tensors as of unbroken/NAME
killed() {
  local name=$1 code=137 times=0; shift
  while [ $times -lt 4 ]; do
    "$PYTHON" "$here/sae.py" interrupt KILL "$OUT/killed/$name" 1.0 "$@" --out "$OUT/killed/$name" --resume >> "$OUT/killed-$name.log" 2>&1; code=$?
    [ $code = 137 ] || break
    times=$((times + 1))
  done
  step "killed-$name-through" 0 '^dictionary: |^sweep: ' -- "$@" --out "$OUT/killed/$name" --resume
  verdict "killed-$name-killed ($times times)" "$([ $times -ge 2 ] && echo 0 || echo 1)" "was through before it could be killed twice"
  for f in $(cd "$OUT/unbroken/$name" && find . -name dictionary.safetensors); do
    check "killed-$name-same-bytes-${f//[.\/]/}" py same "$OUT/unbroken/$name/$f" "$OUT/killed/$name/$f"
  done
}
resume() {
  local E=$DIST/bin/echelle topk=(--set k=3 --set steps=1500 --set checkpoint-every=20) f
  local jump=(--set architecture=jumprelu --set settings.target-l0=3 --set resample-every=500 --set steps=1500 --set checkpoint-every=20 --set average=0.99)
  local nested=(--set architecture=matryoshka --set k=3 --set settings.sampled=4 --set settings.k-start=20 --set steps=1200 --set checkpoint-every=20 --set precision=bfloat16-rescored)
  for f in topk jump nested; do
    local -n own=$f
    step "unbroken-$f" 0 '^dictionary: ' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${own[@]}" --out "$OUT/unbroken/$f"
    killed "$f" "$E" train "$D/rows.npy" "${SHORT[@]}" "${own[@]}"
  done
  step unbroken-sweep 0 '^sweep: ' -- "$E" sweep "$D/rows.npy" --over k=2,3 --over seed=0,1 "${SHORT[@]}" --set steps=1000 --set checkpoint-every=20 --out "$OUT/unbroken/sweep"
  killed sweep "$E" sweep "$D/rows.npy" --over k=2,3 --over seed=0,1 "${SHORT[@]}" --set steps=1000 --set checkpoint-every=20
}
# signals, checkpoints that do not fit, and halves
checkpoints() {
  local E=$DIST/bin/echelle topk=(--set k=3 --set steps=1500 --set checkpoint-every=20) f n newest said
  [ -e "$OUT/unbroken/topk/dictionary.json" ] || step unbroken-topk 0 '^dictionary: ' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/unbroken/topk"
  step sigterm 143 'Stopped on request; what was written is whole, and the same command with --resume goes on' -- \
    "$PYTHON" "$here/sae.py" interrupt TERM "$OUT/term" 0.7 "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --set checkpoint-every=33 --out "$OUT/term"
  check sigterm-wrote-a-checkpoint sh -c 'for c in "$1"/checkpoints/step-*; do n=$(basename $c | sed "s/step-0*//"); [ $((n % 33)) -ne 0 ] && exit 0; done; echo only regular ones; exit 1' - "$OUT/term"
  step sigterm-resumed 0 'Going on from step [0-9]+ of 1500' '^dictionary: ' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --set checkpoint-every=33 --out "$OUT/term" --resume
  check sigterm-same-bytes py same "$OUT/unbroken/topk/dictionary.safetensors" "$OUT/term/dictionary.safetensors"
  step ctrl-c 130 'Stopped on request; what was written is whole, and the same command with --resume goes on' -- \
    "$PYTHON" "$here/sae.py" interrupt INT "$OUT/int" 0.7 "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/int"
  step ctrl-c-not-resumed 1 '^echelle: .* already holds .*a training that was stopped; go on with it with --resume' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/int"
  step resume-architecture 1 '^echelle: The checkpoint .* belongs to another config \(architecture was topk, is gated\)' -- "$E" train "$D/rows.npy" "${SHORT[@]}" --set architecture=gated --set steps=1500 --out "$OUT/int" --resume
  step resume-features 1 '^echelle: The checkpoint .* belongs to another config \(features was 128, is 64' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --set features=64 --out "$OUT/int" --resume
  step resume-rate 1 '^echelle: .*another config \(learning-rate was .*, is 0.001\)' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --set learning-rate=0.001 --out "$OUT/int" --resume
  step resume-width 1 '^echelle: The checkpoint .* belongs to other rows' -- "$E" train "$D/width16.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/int" --resume
  step resume-rows 1 '^echelle: The checkpoint .* belongs to other rows' -- "$E" train "$D/other.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/int" --resume
  for f in half no-sum none; do
    rm -rf "$OUT/$f"; cp -r "$OUT/int" "$OUT/$f"
    newest=$(ls -d "$OUT/$f"/checkpoints/step-* | tail -1)
    case $f in
      half) truncate -s 1000 "$newest/state.safetensors"; said='is damaged: its checksum does not fit its files. Going on from the one before' ;;
      no-sum) rm "$newest/state.crc32c"; said='is not whole: .*Going on from the one before' ;;
      none) for n in "$OUT/$f"/checkpoints/step-*; do truncate -s 10 "$n/state.json"; done; said='is damaged' ;;
    esac
    step "checkpoint-$f" 0 "$said" '^dictionary: ' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/$f" --resume
    check "checkpoint-$f-same-bytes" py same "$OUT/unbroken/topk/dictionary.safetensors" "$OUT/$f/dictionary.safetensors"
  done
  step resume-finished 0 '^dictionary: ' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/int" --resume
  step resume-finished-again 0 '^dictionary: ' -- "$E" train "$D/rows.npy" "${SHORT[@]}" "${topk[@]}" --out "$OUT/int" --resume
  check resume-finished-same-bytes py same "$OUT/unbroken/topk/dictionary.safetensors" "$OUT/int/dictionary.safetensors"
}

runaway() {
  local v
  for v in topk batch-topk gated jumprelu relu-l1; do
    step "runaway-$v" '0' 'alarm: .*(diverging|FVU is|no better than|dead)' 'Lower dictionary.learning-rate, to 0.003' -- \
      echelle train "$D/rows.npy" "${SHORT[@]}" --set architecture=$v --set learning-rate=10 --set steps=800 --out "$OUT/dict/runaway-$v" --overwrite
  done
  step runaway-not-finite 1 '^echelle: Training stopped at step [0-9]+ .*the loss is not finite though every row is. Try a lower learning rate than 1.0E30' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set k=3 --set learning-rate=1e30 --set steps=400 --out "$OUT/dict/runaway-inf" --overwrite
}

advice() {
  step all-dead 0 'alarm: (All features are dead|9[0-9] % of the features are dead|FVU is)' 'Lower dictionary.settings.coefficient' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set architecture=relu-l1 --set settings.coefficient=1000 --set steps=1500 --set dead-after-rows=20000 --out "$OUT/dict/all-dead" --overwrite
  step l0-off 0 'warning: L0 is [0-9.]+, well below the target of 100. .*lower dictionary.k to' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set architecture=batch-topk --set k=100 --set steps=1500 --out "$OUT/dict/l0-off" --overwrite
  step l0-off-jump 0 'L0 is [0-9.]+, well (above|below) the target of 20' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set architecture=jumprelu --set settings.target-l0=20 --set settings.coefficient=1e-6 --set steps=1500 --out "$OUT/dict/l0-off-jump" --overwrite
  step dense 0 '% of the features fire on more than a tenth of the rows' 'lower dictionary.k' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set k=24 --set steps=1500 --out "$OUT/dict/dense" --overwrite
  step many-dead 0 '% of the features are dead: they have not fired for a long time' 'Set dictionary.(resample-every|aux-weight)' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set features=1024 --set k=3 --set aux-weight=0 --set steps=1500 --set dead-after-rows=20000 --out "$OUT/dict/many-dead" --overwrite
  step too-short 0 'note: The learning rate began to fall at step .* while FVU still fell' 'Train longer: dictionary.steps' -- \
    echelle train "$D/rows.npy" "${SHORT[@]}" --set k=3 --set learning-rate=0.001 --set steps=1000 --out "$OUT/dict/too-short" --overwrite
  step healthy 0 '^dictionary: ' -- echelle train "$D/rows.npy" --set batch=256 --set features=64 --set k=3 --set steps=2000 --out "$OUT/dict/healthy" --overwrite
  check healthy-no-alarm sh -c '! grep -E "alarm:|warning:" "$1"' - "$OUT/healthy.txt"
}

live() {
  local port=$((20000 + RANDOM % 20000)) at pid
  at=http://127.0.0.1:$port
  "$DIST/bin/echelle" train "$D/rows.npy" "${SHORT[@]}" --set k=24 --set steps=40000 --live-port $port --out "$OUT/dict/live" --overwrite > "$OUT/live-train.txt" 2>&1 < /dev/null &
  pid=$!
  for _ in $(seq 400); do curl -sf "$at/state.json" > "$OUT/live-state.json" && grep -q '"advice":\[{' "$OUT/live-state.json" && break; sleep 0.3; done
  check live-address grep -q "$at/" "$OUT/live-train.txt"
  step live-page 0 '<html' 'topk' 'FVU' -- curl -sf "$at/"
  check live-page-offline sh -c '! grep -qE "(src|href)=\"https?:" "$1"' - "$OUT/live-page.txt"
  check live-curves-and-advice "$PYTHON" -c '
import json, sys
t = json.load(open(sys.argv[1])); t = t["trainings"][0] if "trainings" in t else t[0]
assert len(t["points"]) > 5 and all(len(p) == 9 for p in t["points"]), "points"
assert any("fire on more than a tenth" in a["finding"] and a["remedy"] for a in t["advice"]), t["advice"]' "$OUT/live-state.json"
  step live-events 28 '^(event|data): ?' -- curl -sN --max-time 3 "$at/events"
  step live-other-host 0 '^421' -- curl -s -o "$OUT/other-host.html" -w '%{http_code}' -H 'Host: evil.example' "$at/"
  step live-not-written 0 '^405' -- curl -s -o "$OUT/posted.html" -w '%{http_code}' -X POST "$at/"
  step live-port-taken 1 "^echelle: The live page cannot be served on port $port.*--live-port" -- echelle train "$D/rows.npy" "${SHORT[@]}" --set k=3 --set steps=20 --live-port $port --out "$OUT/dict/live2" --overwrite
  kill -TERM $pid; wait $pid
  verdict "live-stopped (exit $?)" 0
  step live-gone 7 -- curl -s --max-time 3 "$at/"
}

formats() {
  step formats 0 '^saelens ' '^bare ' -- echelle convert --formats
  local names name to place back can cannot
  names=$(grep -oE '^[a-z_-]+' "$OUT/formats.txt")
  train format-topk --set architecture=topk --set k=3 --set steps=300
  train format-batch-topk --set architecture=batch-topk --set k=3 --set steps=300
  train format-relu --set architecture=relu-l1 --set steps=300
  train format-jumprelu --set architecture=jumprelu --set settings.target-l0=3 --set steps=300
  train format-gated --set architecture=gated --set steps=300
  # layer-normalised, for the formats that always do that; and nothing added to the output
  train format-topk-rows --set architecture=topk --set k=3 --set normalise=layer-norm --set steps=300
  train format-archetypal --set architecture=archetypal --set k=3 --set steps=300
  for name in topk batch-topk relu jumprelu gated topk-rows archetypal; do
    rm -rf "$OUT/converted/$name"; mkdir -p "$OUT/converted/$name"
    step "format-inspect-$name" 0 '^converts to ' -- echelle inspect "$OUT/dict/format-$name"
    can=() cannot=()
    for to in $names; do
      if grep -E '^converts to ' "$OUT/format-inspect-$name.txt" | grep -qE "[ ,]$to(,|\$)"; then can+=("$to"); else cannot+=("$to"); fi
    done
    check "format-$name-every-format-is-told-of" test $((${#can[@]} + $(grep -c '^not whole ' "$OUT/format-inspect-$name.txt"))) = "$(wc -w <<< "$names")"
    # one host for all: there, back to ours, and read and written again in the same format
    for to in "${can[@]}"; do
      back=""; case $to in interprot|overcomplete) case $name in topk*|archetypal) back=" --k 3" ;; esac ;; esac
      place=$OUT/converted/$name/$to
      echo "convert $OUT/dict/format-$name $place --to $to"
      echo "convert $place $place-back --from $to --to echelle$back"
      echo "convert $place $place-again --from $to --to $to$back"
    done > "$OUT/format-$name-commands.txt"
    echelle shell < "$OUT/format-$name-commands.txt" > "$OUT/format-$name-shell.txt" 2>&1
    check "format-$name-all-written (${#can[@]} formats, there, back and again)" \
      sh -c 'w=$(grep -c "^written " "$1"); e=$(grep "^echelle: " "$1"); [ "$w" = "$2" ] && [ -z "$e" ] || { echo "$w of $2 written; $e"; exit 1; }' - "$OUT/format-$name-shell.txt" $((3 * ${#can[@]}))
    for to in "${can[@]}"; do
      place=$OUT/converted/$name/$to
      case $name in topk-rows) ;; *) check "format-$name-$to-computes-the-same" py alike "$OUT/dict/format-$name" "$place-back" "$D/rows.npy" ;; esac
      check "format-$name-$to-equal-tensors" py equal "$place" "$place-again"
    done
    for to in "${cannot[@]}"; do echo "convert $OUT/dict/format-$name $OUT/converted/$name/$to --to $to"; done > "$OUT/format-$name-lossy.txt"
    echelle shell < "$OUT/format-$name-lossy.txt" > "$OUT/format-$name-losses.txt" 2>&1
    check "format-$name-losses-are-told (${#cannot[@]} formats)" \
      sh -c 'n=$(grep -cE "^echelle: .*(would be lost|lost)" "$1"); [ "$n" = "$2" ] || { echo "$n of $2 told"; exit 1; }' - "$OUT/format-$name-losses.txt" ${#cannot[@]}
    for to in "${cannot[@]}"; do check "format-$name-to-$to-left-nothing" test ! -e "$OUT/converted/$name/$to"; done
  done
  step format-unknown 1 '^echelle: There is no dictionary format "onnx"; known are' -- echelle convert "$OUT/dict/format-topk" "$OUT/converted/no" --to onnx
  step format-taken 1 '^echelle: There is something at .* already; replace it with --overwrite' -- echelle convert "$OUT/dict/format-topk" "$OUT/converted/topk/saelens" --to saelens
  step format-recognised 0 'saelens' -- echelle inspect "$OUT/converted/topk/saelens"
  step format-none 1 '^echelle: .* is no dictionary in a format that is known' -- echelle convert "$D/rows.npy" "$OUT/converted/no" --to saelens
  train format-kron --set architecture=kron --set k=3 --set steps=100
  step format-kron-refused 1 '^echelle: .*' -- echelle convert "$OUT/dict/format-kron" "$OUT/converted/kron" --to saelens
  train format-skip --with "$D/other.npy" --set architecture=skip-transcoder --set k=3 --set steps=100
  step format-skip-saelens 1 '^echelle: .*k = 3.*lost' -- echelle convert "$OUT/dict/format-skip" "$OUT/converted/skip-saelens" --to saelens
  step format-skip-sparsify 0 '^written ' -- echelle convert "$OUT/dict/format-skip" "$OUT/converted/skip-sparsify" --to sparsify
  # numpy alone computes from an exported SAELens folder what Echelle indexed in a run
  local kind own run
  for kind in topk batch-topk jumprelu gated; do
    run=$OUT/runs/codes-$kind
    own=(--set dictionary.k=4); case $kind in gated|jumprelu) own=(--set dictionary.k=0) ;; esac
    step "codes-$kind" 0 'held-out rows FVU' -- echelle score "$DIST/sample-configs/torchscript.yaml" --set dictionary.architecture=$kind "${own[@]}" \
      --set dictionary.epochs=0 --set dictionary.steps=300 --set 'score.baselines=[]' --set 'hooks=[blocks.0]' --set score.bootstrap=20 --out "$run" --overwrite
    step "codes-$kind-saelens" 0 '^written ' -- echelle convert "$run/hooks/blocks.0" "$OUT/converted/codes-$kind" --to saelens --overwrite
    check "codes-$kind-by-numpy" py saelenscodes "$OUT/converted/codes-$kind" "$run/hooks/blocks.0/activations" "$run/hooks/blocks.0/index"
  done
}

# put NAME FILE: an imported dictionary in place of a run's own, so that its codes are indexed and its features named
put() {
  local name=$1 file=$2 run=$OUT/runs/$1
  step "$name-inspect" 0 "$3" -- echelle inspect "$file"
  step "$name-convert" 0 '^written ' -- echelle convert "$file" "$OUT/foreign/$name/ours" --to echelle --overwrite
  step "$name-train" 0 '^run: ' -- echelle train "$OUT/foreign/$name/run.yaml" --out "$run" --overwrite
  rm -r "$run/hooks/stream/dictionary/checkpoints"
  cp "$OUT/foreign/$name/ours/"dictionary.* "$run/hooks/stream/dictionary/"
  step "$name-score" 0 '^run: ' -- echelle score "$OUT/foreign/$name/run.yaml" --out "$run" --resume
}
foreign() {
  check villes-rows py villes "$ASSETS" "$OUT/foreign/villes"
  put villes "$ASSETS/sae/villes/sae_d64_e4.safetensors" 'bare'
  check villes-as-manifest py foreign "$OUT/foreign/villes/ours" "$OUT/foreign/villes/all.npy" 0.9221 24.1
  check villes-codes-as-manifest py indexed "$OUT/runs/villes" "$OUT/foreign/villes/ours" 0.9221 24.1 0.005
  check villes-142-is-saint "$PYTHON" -c '
import json, sys
cards = json.load(open(sys.argv[1] + "/cards.json"))
one = [c for c in (cards["cards"] if isinstance(cards, dict) else cards) if c.get("feature") == 142][0]
print(one); assert "saint" in json.dumps(one)' "$OUT/runs/villes/hooks/stream"
  step villes-pth 0 'bare' -- echelle inspect "$ASSETS/sae/villes/sae_d64_e4.pth"
  step villes-convert-pth 0 '^written ' -- echelle convert "$ASSETS/sae/villes/sae_d64_e4.pth" "$OUT/foreign/villes/pth" --to echelle --overwrite
  check villes-pth-same py equal "$OUT/foreign/villes/ours" "$OUT/foreign/villes/pth"
  check listcomp-rows py listcomp "$ASSETS" "$OUT/foreign/listcomp"
  put listcomp "$ASSETS/sae/listcomp/sae_d100_k3.pt" 'dictionary_learning'
  check listcomp-as-manifest py foreign "$OUT/foreign/listcomp/ours" "$OUT/foreign/listcomp/all.npy" 0.9894 3.02
  check listcomp-codes-as-manifest py indexed "$OUT/runs/listcomp" "$OUT/foreign/listcomp/ours" 0.9894 3.02 0.002
  step listcomp-safetensors 0 'dictionary_learning' 'batch-topk' 'act_mean' -- echelle inspect "$ASSETS/sae/listcomp/sae_d100_k3.safetensors"
  step listcomp-legacy 0 'bare' 'act_mean' -- echelle inspect "$ASSETS/sae/listcomp/legacy_sep_token_sae_batch_topk.pt"
  # step by step: from a config as far as training, from the run's folder on
  step steps-train 0 '^run: ' -- echelle train "$OUT/foreign/listcomp/run.yaml" --out "$OUT/runs/steps" --overwrite
  step steps-score 0 '^run: ' -- echelle score "$OUT/runs/steps"
  step listcomp-saelens 0 '^written ' -- echelle convert "$ASSETS/sae/listcomp/sae_d100_k3.pt" "$OUT/foreign/listcomp/saelens" --to saelens --overwrite
}

hostile() {
  local f name
  train for-hostile --set k=3 --set steps=20
  check hostile-made py hostile "$OUT/hostile" "$OUT/dict/for-hostile"
  for f in "$OUT/hostile"/*; do
    name=$(basename "$f")
    case $name in
      *.npy) ;;
      *) step "hostile-$name-convert" 1 '^echelle: .+' -- timeout 60 "$DIST/bin/echelle" convert "$f" "$OUT/hostile-out/$name" --to echelle
         check "hostile-$name-left-nothing" test ! -e "$OUT/hostile-out/$name" ;;
    esac
    case $name in *.npy|*.npz|*.safetensors) step "hostile-$name-train" 1 '^echelle: .+' -- timeout 60 "$DIST/bin/echelle" train "$f" --set steps=5 --set batch=4 --out "$OUT/hostile-out/t-$name" ;; esac
  done
  for f in "$OUT/hostile"/*; do echo "inspect $f"; done > "$OUT/hostile-commands.txt"
  timeout 120 "$DIST/bin/echelle" shell < "$OUT/hostile-commands.txt" > "$OUT/hostile-inspected.txt" 2>&1
  check hostile-inspected sh -c 'n=$(grep -cE "^echelle: |^but " "$1"); echo "$n of $2 refused"; ! grep -E "^\s+at [a-z]+\.|Exception in|defect of Echelle" "$1"' - "$OUT/hostile-inspected.txt" "$(wc -l < "$OUT/hostile-commands.txt")"
  # files of which nothing says what they are get the list of formats below the sentence: that list is the help there
  check hostile-one-sentence sh -c 'n=0; for f in "$@"; do case $f in *-noise.npz-*|*-nothing.pt-*|*-bomb.npz-*) continue ;; esac; [ "$(grep -c . "$f")" -le 2 ] || n=$((n + 1)); done; [ $n = 0 ] || { echo "$n of $# files are refused with more lines than one (the list of formats)"; exit 1; }' - "$OUT"/hostile-*-convert.txt
  check hostile-code-was-not-run py notrun "$OUT/hostile"
  step hostile-module 1 'is refused: its pickle asks for haibrid_chess_utils.*Ask its author for the state dict alone' -- echelle convert "$ASSETS/extra/chess/leela_winrate_loss.pt" "$OUT/hostile-out/leela" --to echelle
}

archives() {
  step archives 0 '^archive: .*topk-float32' -- echelle bench train --archives "$OUT/archives"
  check archives-have-calls sh -c 'n=$(ls "$1"/*.pt | wc -l); [ "$n" -ge 20 ] && [ "$n" = "$(ls "$1"/*.json | wc -l)" ]' - "$OUT/archives"
  check archives-load "$PYTHON" -c '
import pathlib, sys, torch
for f in sorted(pathlib.Path(sys.argv[1]).glob("*-d64.pt")): torch.jit.load(str(f)); print(f.name)
print("torch", torch.__version__)' "$OUT/archives"
  mkdir -p "$OUT/archives-small"; cp "$OUT"/archives/topk-float32-d64.* "$OUT/archives-small"
  if [ -n "${STEP:-}" ]; then
    if "$PYTHON" -c 'import torch,sys; sys.exit(tuple(map(int, torch.__version__.split("+")[0].split(".")[:2])) < (2, 7))'; then
      step archives-step 0 'ratio [0-9.]+' -- "$PYTHON" "$STEP" "$OUT/archives-small" --device cpu --turns 3
    else
      echo "archives: this machine's torch is older than 2.7, which the steps need; only loading was tried" | tee -a "$OUT/walk.log"
      "$PYTHON" "$STEP" "$OUT/archives-small" --device cpu --turns 1 > "$OUT/archives-step-old.txt" 2>&1
    fi
  fi
}

demo() {
  step demo 0 'FVU' 'planted|factors|found' '^report: file:' -- echelle demo --out "$OUT/runs/demo"
  check demo-page test -s "$(sed -n 's,^report: file://,,p' "$OUT/demo.txt")"
}

for part in "${@:-kinds options memory sweep contradictions nan resume checkpoints runaway advice live formats foreign hostile archives demo}"; do
  for one in $part; do echo "== $one" | tee -a "$OUT/walk.log"; "$one"; done
done
ended
