#!/bin/bash
# A user's walk through the diffusion plugin.
#
#   DIST=distribution ASSETS=models-and-data OUT=empty-folder [PYTHON=python3] diffusion.sh [PART...]
#
# PART is one of the functions between "# part" lines, all of them by default; python3 needs torch and numpy. ASSETS holds diffusion/,
# vision/ and golden/ of the real models. Helpers beside this file: lib.sh, make_models.py, digit_transformer.py, hold.py, recursions.py, spoil.py.
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/lib.sh"
: "${PYTHON:=python3}"
OUT=$(cd "$OUT" && pwd)
M=$OUT/models
CONFIGS=$DIST/sample-configs
DIGITS=$ASSETS/diffusion/DiffusionViT_mnist.safetensors
DDPM=$ASSETS/diffusion/ddpm_mnist.safetensors
JUDGE=$ASSETS/vision/vit_mnist.safetensors
IDX=$ASSETS/vision/mnist/t10k-images-idx3-ubyte.gz

python() { "$PYTHON" "$@"; }
# same NAME FOUND WANTED TOLERANCE: tensors of two files, as hold.py takes them
same() { check "$1" python "$HERE/hold.py" "$2" "$3" "$4"; }
# refused NAME EXIT REGEX... -- COMMAND: a step whose refusal is one line that begins with the program's name, and not a wall of text
refused() {
  step "$@"
  local lines; lines=$(grep -c '^echelle: ' "$OUT/$1.txt")
  [ "$lines" = 1 ] || verdict "$1: one sentence" 1 "$lines lines begin with 'echelle: '"
  local long; long=$(grep '^echelle: ' "$OUT/$1.txt" | head -1 | wc -c)
  [ "$long" -le 700 ] || verdict "$1: one sentence" 1 "$long characters"
}
# identical NAME FOLDER FOLDER: the same files with the same bytes
identical() { check "$1" diff -rq "$2" "$3"; }
differ() { if diff -rq "$2" "$3" > "$OUT/$1.txt" 2>&1; then verdict "$1" 1 "the same bytes"; else verdict "$1" 0; fi; }
holds() { local name=$1 file=$2; shift 2; local r; for r in "$@"; do grep -qE -- "$r" "$file" || { verdict "$name" 1 "not in $(basename "$file"): $r"; return; }; done; verdict "$name" 0; }
copy() { rm -rf "$2"; cp -r "$1" "$2"; }
spoil() { python "$HERE/spoil.py" "$@"; }
needs_models() { [ -d "$M" ] || python "$HERE/make_models.py" "$M"; }
needs_digits() {
  [ -f "$OUT/digits/report/index.html" ] || echelle run "$CONFIGS/diffusion-digits.yaml" --set "subject.weights=$DIGITS" --set "judge.weights=$JUDGE" \
    --set samples.each=20 --set report.feature-pages=8 --out "$OUT/digits" > "$OUT/digits.run.txt" 2>&1
}

# part: every kind of model, in its published layout: opened, listed, sampled and held against plain torch calls, rows read
models() {
  rm -rf "$OUT"/{s,x,ask}-*/
  check models-made python "$HERE/make_models.py" "$M"
  local n
  for n in sd1:8.heads sd2:DDIM sdxl:text_encoder_2 pixel:unconditional classes:4.classes dit:DiT pixart:PixArt pixel-flow:flow.matching; do
    IFS=: read -r name word <<< "$n"
    step "models-inspect-$name" 0 "architecture" "$word" "fingerprint" "hook points" "scheduler" "prediction type" -- echelle inspect --domain diffusion "$M/$name"
    step "models-sample-$name" 0 "trajectory.safetensors" -- echelle sample --model "$M/$name" --inputs "$M/given-$name.safetensors" \
      --out "$OUT/s-$name" --set subject.sampling.steps=5
  done
  step models-inspect-facebook 0 "facebook" "hook points" -- echelle inspect --domain diffusion "$M/facebook.safetensors" \
    --set subject.heads=4 --set "subject.vae=$M/dit/vae"
  step models-sample-facebook 0 trajectory -- echelle sample --model "$M/facebook.safetensors" --inputs "$M/given-facebook.safetensors" \
    --out "$OUT/s-facebook" --set subject.heads=4 --set "subject.vae=$M/dit/vae" --set subject.sampling.steps=5
  # the network's first answer; the second release and the transformers predict in one step what the trajectory's first prediction is
  for n in sd2 sdxl dit facebook pixart; do
    same "models-equal-$n" "$OUT/s-$n/trajectory.safetensors:predictions:0" "$M/wanted-$n.safetensors:first" 1e-4
  done
  same models-equal-sd1 "$OUT/s-sd1/trajectory.safetensors:samples" "$M/wanted-sd1.safetensors:samples" 1e-3
  same models-pictures-sd1 "$OUT/s-sd1/trajectory.safetensors:pictures" "$M/wanted-sd1.safetensors:pictures" 1e-3
  same models-equal-classes "$OUT/s-classes/trajectory.safetensors:samples" "$M/wanted-classes.safetensors:samples" 1e-3
  # by prompt and by class, in pictures
  for n in "sd1:red cat" "sd2:red cat" "sdxl:red cat" classes:dog dit:3; do
    step "models-ask-${n%%:*}" 0 "sheet.png" -- echelle sample --model "$M/${n%%:*}" --ask "${n#*:}" --seeds 0..1 --out "$OUT/ask-${n%%:*}" \
      --set subject.sampling.steps=3
  done
  step models-ask-pixel 0 "sheet.png" -- echelle sample --model "$M/pixel" --seeds 0..1 --out "$OUT/ask-pixel" --set subject.sampling.steps=3
  refused models-ask-pixart 1 "T5" "--inputs" -- echelle sample --model "$M/pixart" --ask "red cat" --out "$OUT/ask-pixart"
  # one file is the folder
  step models-one-file 0 "sheet.png" -- echelle sample --model "$M/sd1-one-file.safetensors" --ask "red cat" --seeds 0..1 --out "$OUT/ask-one-file" \
    --set "subject.tokenizer=$M/sd1/tokenizer" --set subject.size=16 --set subject.sampling.steps=3
  identical models-one-file-is-the-folder "$OUT/ask-one-file/pictures" "$OUT/ask-sd1/pictures"
  # rows, of the text encoder held against plain torch calls
  step models-extract-sd1 0 "768 rows of 32 at up_blocks.1.attentions.1[,.]" "12 rows of 64" -- echelle extract --domain diffusion --model "$M/sd1" \
    --hooks "up_blocks.1.attentions.1,up_blocks.1.attentions.1.update,text_encoder.text_model.encoder.layers.0@branch=1" \
    --samples "$M/tokens-sd1.safetensors" --out "$OUT/x-sd1" --set subject.sampling.steps=3
  same models-rows-of-text "$OUT/x-sd1/text_encoder.text_model.encoder.layers.0_branch_1.safetensors:activations" "$M/text-sd1.safetensors:layer" 1e-4
  printf 'red cat\na dog\n' > "$OUT/prompts.txt"
  for n in sd2 sdxl; do
    step "models-extract-$n" 0 "rows of" -- echelle extract --domain diffusion --model "$M/$n" --hooks mid_block.attentions.0@branch=1 \
      --out "$OUT/x-$n" --samples "$OUT/prompts.txt" --set samples.kind=prompts --set subject.sampling.steps=2
  done
  for n in pixel classes; do
    step "models-extract-$n" 0 "rows of 32 at mid_block" -- echelle extract --domain diffusion --model "$M/$n" --hooks mid_block --out "$OUT/x-$n" \
      --set samples.each=2 --set subject.sampling.steps=2
  done
  step models-extract-dit 0 "rows of 32 at transformer_blocks.1" -- echelle extract --domain diffusion --model "$M/dit" --hooks transformer_blocks.1 \
    --out "$OUT/x-dit" --set 'samples.ask=["1"]' --set samples.each=2 --set subject.sampling.steps=2
}

# part: samplers: the same seed gives the same bytes, and each is its published recursion
samplers() {
  rm -rf "$OUT"/{seeded,given}-*/
  needs_models
  local s
  for s in ddpm ddim dpm-solver euler; do
    for again in a b; do
      step "samplers-$s-$again" 0 sheet.png -- echelle sample --model "$M/classes" --ask cat --ask hen --seeds 3..4 --out "$OUT/seeded-$s-$again" \
        --set subject.sampling.sampler=$s --set subject.sampling.steps=5
    done
    identical "samplers-$s-same-seed-same-bytes" "$OUT/seeded-$s-a/pictures" "$OUT/seeded-$s-b/pictures"
    step "samplers-$s-given" 0 trajectory -- echelle sample --model "$M/pixel" --inputs "$M/given-pixel.safetensors" --out "$OUT/given-$s" \
      --set subject.sampling.sampler=$s --set subject.sampling.steps=5
  done
  for again in a b; do
    step "samplers-flow-$again" 0 sheet.png -- echelle sample --model "$M/pixel-flow" --seeds 3..4 --out "$OUT/seeded-flow-$again" --set subject.sampling.steps=5
    step "samplers-eta-$again" 0 sheet.png -- echelle sample --model "$M/classes" --ask cat --seeds 3..4 --out "$OUT/seeded-eta-$again" \
      --set subject.sampling.sampler=ddim --set subject.sampling.eta=0.7 --set subject.sampling.steps=5
  done
  identical samplers-flow-same-seed-same-bytes "$OUT/seeded-flow-a/pictures" "$OUT/seeded-flow-b/pictures"
  identical samplers-eta-same-seed-same-bytes "$OUT/seeded-eta-a/pictures" "$OUT/seeded-eta-b/pictures"
  differ samplers-seeds-differ "$OUT/seeded-ddim-a/pictures/cat/00003.png" "$OUT/seeded-ddim-a/pictures/cat/00004.png"
  # one seed by itself is the same picture as among others
  step samplers-alone 0 sheet.png -- echelle sample --model "$M/classes" --ask cat --seeds 4 --out "$OUT/seeded-alone" \
    --set subject.sampling.sampler=ddpm --set subject.sampling.steps=5
  check samplers-alone-as-among-others cmp "$OUT/seeded-alone/pictures/cat/00004.png" "$OUT/seeded-ddpm-a/pictures/cat/00004.png"
  # the two batch layouts of guidance
  step samplers-condition-first 0 sheet.png -- echelle sample --model "$M/classes" --ask cat --ask hen --seeds 3..4 --out "$OUT/seeded-first" \
    --set subject.sampling.sampler=ddim --set subject.sampling.steps=5 --set subject.sampling.condition-half=first
  identical samplers-layouts-agree "$OUT/seeded-first/pictures" "$OUT/seeded-ddim-a/pictures"
}

# part: trajectories against recursions of our own, and the golden outputs of the real transformer
trajectory() {
  rm -rf "$OUT"/{way,line}*/
  needs_models
  local s
  for s in ddpm ddim ddim-eta dpm-solver euler; do
    step "trajectory-$s" 0 trajectory -- echelle sample --model "$M/pixel" --inputs "$M/given-pixel.safetensors" --out "$OUT/way-$s" \
      --set "subject.sampling.sampler=${s%-eta}" --set subject.sampling.steps=5 --set "subject.sampling.eta=$([ "$s" = ddim-eta ] && echo 0.7 || echo 0)"
  done
  for s in ddpm ddim ddim-eta; do same "trajectory-$s-equal" "$OUT/way-$s/trajectory.safetensors:samples" "$M/wanted-pixel.safetensors:$s" 1e-3; done
  # another sampler on a DDPM schedule keeps its spacing (leading); their own spacing (linspace) is the config's to say
  copy "$M/pixel" "$OUT/line"
  spoil set "$OUT/line/scheduler/scheduler_config.json" timestep_spacing '"linspace"'
  for s in dpm-solver euler; do
    step "trajectory-$s-line" 0 trajectory -- echelle sample --model "$OUT/line" --inputs "$M/given-pixel.safetensors" --out "$OUT/line-$s" \
      --set "subject.sampling.sampler=$s" --set subject.sampling.steps=5
    # each step for itself, on the predictions that the product had
    check "trajectory-$s-steps" python "$HERE/recursions.py" "$OUT/way-$s/trajectory.safetensors" "$s" 1e-6
    check "trajectory-$s-line-steps" python "$HERE/recursions.py" "$OUT/line-$s/trajectory.safetensors" "$s" 1e-6
    # all together: at timestep 999 sigma is 157, so that the rounding of the network's first answer in single precision (5e-5, of the angles
    # 999 x frequency) moves numbers of up to 700 by 0.007; hold.py's tolerance is of the largest number
    same "trajectory-$s-equal" "$OUT/line-$s/trajectory.safetensors:samples" "$M/wanted-pixel.safetensors:$s" 3e-5
  done
  step trajectory-flow 0 trajectory -- echelle sample --model "$M/pixel-flow" --inputs "$M/given-pixel-flow.safetensors" --out "$OUT/way-flow" \
    --set subject.sampling.steps=5
  same trajectory-flow-equal "$OUT/way-flow/trajectory.safetensors:samples" "$M/wanted-pixel-flow.safetensors:flow" 1e-3
  check trajectory-golden python "$HERE/digit_transformer.py" "$DIGITS" "$ASSETS/golden/diffusion_vit.json" "$OUT"
  step trajectory-digits 0 trajectory -- echelle sample --model "$DIGITS" --inputs "$OUT/given-digits.safetensors" --out "$OUT/way-digits" \
    --set subject.sampling.steps=8
  same trajectory-digits-equal "$OUT/way-digits/trajectory.safetensors:samples" "$OUT/wanted-digits.safetensors:samples" 1e-3
}

# part: everything that can be wrong, one sentence each
bad() {
  rm -rf "$OUT/bad"
  needs_models
  local d=$OUT/bad w=diffusion_pytorch_model.safetensors ask=(--ask "red cat" --seeds 0 --set subject.sampling.steps=3)
  mkdir -p "$d"
  # checkpoints with missing or foreign blocks
  copy "$M/sd1" "$d/missing"; spoil drop "$d/missing/unet/$w" up_blocks.1.attentions.1
  refused bad-missing-block 1 "missing/unet" "missing" "up_blocks.1.attentions.1" -- echelle sample --model "$d/missing" --out "$d/o1" "${ask[@]}"
  copy "$M/sd1" "$d/foreign"; spoil add "$d/foreign/unet/$w" up_blocks.1.motion_modules.0.weight
  refused bad-foreign-block 1 "foreign/unet" "motion_modules" -- echelle sample --model "$d/foreign" --out "$d/o2" "${ask[@]}"
  copy "$M/sd1" "$d/kind"; spoil set "$d/kind/unet/config.json" down_block_types '["SimpleCrossAttnDownBlock2D", "DownBlock2D"]'
  refused bad-foreign-block-type 1 "kind/unet/config.json" "SimpleCrossAttnDownBlock2D" "CrossAttnDownBlock2D" -- echelle sample --model "$d/kind" --out "$d/o3" "${ask[@]}"
  copy "$M/sd1" "$d/vaeless"; rm -r "$d/vaeless/vae"
  refused bad-no-autoencoder 1 "latents" "vaeless/vae" -- echelle sample --model "$d/vaeless" --out "$d/o4" "${ask[@]}"
  copy "$M/sd1" "$d/textless"; rm -r "$d/textless/text_encoder"
  refused bad-no-text-encoder 1 "text_encoder" "reads text" -- echelle sample --model "$d/textless" --out "$d/o5" "${ask[@]}"
  copy "$M/sd1" "$d/vaepart"; spoil drop "$d/vaepart/vae/$w" decoder.mid_block
  refused bad-autoencoder-block 1 "vaepart/vae" "decoder.mid_block" -- echelle sample --model "$d/vaepart" --out "$d/o6" "${ask[@]}"
  copy "$M/dit" "$d/dit"; spoil drop "$d/dit/transformer/$w" transformer_blocks.1.attn1
  refused bad-transformer-block 1 "dit/transformer" "transformer_blocks.1.attn1" -- echelle sample --model "$d/dit" --out "$d/o7" --ask 1 --seeds 0
  refused bad-heads-unknown 1 "heads" "32" -- echelle inspect --domain diffusion "$M/facebook.safetensors" --set "subject.vae=$M/dit/vae"
  cp "$M/sd1-one-file.safetensors" "$d/one.safetensors"; spoil drop "$d/one.safetensors" model.diffusion_model.middle_block.1
  refused bad-one-file-block 1 "mid_block.attentions.0|middle_block.1" -- echelle sample --model "$d/one.safetensors" --set "subject.tokenizer=$M/sd1/tokenizer" --out "$d/o8" "${ask[@]}"
  cp "$M/sd1-one-file.safetensors" "$d/two.safetensors"; spoil drop "$d/two.safetensors" cond_stage_model
  refused bad-one-file-text 1 "no text encoder" -- echelle sample --model "$d/two.safetensors" --set "subject.tokenizer=$M/sd1/tokenizer" --out "$d/o9" "${ask[@]}"
  mkdir -p "$d/lonely"; cp "$M/sd1-one-file.safetensors" "$d/lonely/"
  refused bad-one-file-tokenizer 1 "vocab.json and merges.txt" "subject.tokenizer" -- echelle sample --model "$d/lonely/sd1-one-file.safetensors" --out "$d/o10" "${ask[@]}"
  refused bad-nowhere 1 "nowhere" -- echelle sample --model "$d/nowhere" --out "$d/o11" "${ask[@]}"
  # schedulers
  local s=scheduler/scheduler_config.json
  scheduler() { # scheduler NAME KEY JSON REGEX...
    local name=$1 key=$2 value=$3; shift 3
    copy "$M/sd1" "$d/$name"; spoil set "$d/$name/$s" "$key" "$value"
    refused "bad-$name" 1 "scheduler_config.json" "$@" -- echelle sample --model "$d/$name" --out "$d/o-$name" "${ask[@]}"
  }
  scheduler scheduler-class _class_name '"PNDMScheduler"' PNDMScheduler "sampler"
  check bad-scheduler-class-names-what-works sh -c '! grep -q "flow" "$0" || { echo "it advises the sampler flow, which takes no betas"; exit 1; }' "$OUT/bad-scheduler-class.txt"
  scheduler scheduler-flow _class_name '"FlowMatchEulerDiscreteScheduler"' "betas|beta_schedule"
  scheduler scheduler-betas beta_schedule '"sigmoid"' sigmoid scaled_linear
  scheduler scheduler-beta beta_end 12 "beta_end" "12"
  scheduler scheduler-prediction prediction_type '"noise"' "'noise' is not known" "epsilon"
  scheduler scheduler-velocity prediction_type '"velocity"' "flow"
  scheduler scheduler-threshold thresholding true "thresholding"
  scheduler scheduler-spacing timestep_spacing '"even"' "'even'" leading
  scheduler scheduler-offset steps_offset 900 "steps_offset" "900"
  scheduler scheduler-timesteps num_train_timesteps 0 "num_train_timesteps"
  copy "$M/sd1" "$d/zero"; spoil set "$d/zero/$s" rescale_betas_zero_snr true; spoil set "$d/zero/$s" timestep_spacing '"trailing"'
  refused bad-scheduler-zero-snr 1 "zero_snr" "v_prediction" -- echelle sample --model "$d/zero" --out "$d/o-zero" "${ask[@]}"
  copy "$M/sd1" "$d/json"; echo "{" > "$d/json/$s"
  refused bad-scheduler-json 1 "not readable JSON" -- echelle sample --model "$d/json" --out "$d/o-json" "${ask[@]}"
  copy "$M/sd1" "$d/none"; rm -r "$d/none/scheduler"
  refused bad-scheduler-none 1 "scheduler_config.json" -- echelle sample --model "$d/none" --out "$d/o-none" "${ask[@]}"
  # a published config as Python wrote it, minus infinity included; and keys that would change the recursion: followed or refused, never passed over
  copy "$M/pixart" "$d/infinity"; spoil set "$d/infinity/$s" lambda_min_clipped -Infinity
  step bad-scheduler-infinity 0 trajectory -- echelle sample --model "$d/infinity" --inputs "$M/given-pixart.safetensors" --out "$d/o-infinity" --set subject.sampling.steps=5
  # a sampler that was chosen needs the betas alone, whatever the config's own recursion wants
  copy "$M/sd1" "$d/karras"; spoil set "$d/karras/$s" use_karras_sigmas true
  step bad-scheduler-karras-ddim 0 sheet.png -- echelle sample --model "$d/karras" --out "$d/o-karras" "${ask[@]}" --set subject.sampling.sampler=ddim
  changing() { # changing SAMPLER KEY JSON
    copy "$M/pixel" "$d/changing"; spoil set "$d/changing/$s" timestep_spacing '"linspace"'; spoil set "$d/changing/$s" "$2" "$3"
    refused "bad-scheduler-$1-$2" 1 "$2" -- echelle sample --model "$d/changing" --inputs "$M/given-pixel.safetensors" --out "$d/o-$1-$2" \
      --set "subject.sampling.sampler=$1" --set subject.sampling.steps=5
  }
  changing euler interpolation_type '"log_linear"'
  local end
  for end in zero sigma_min; do
    copy "$M/pixel" "$d/$end"; spoil set "$d/$end/$s" timestep_spacing '"linspace"'; spoil set "$d/$end/$s" final_sigmas_type "\"$end\""
    step "bad-scheduler-euler-$end" 0 trajectory -- echelle sample --model "$d/$end" --inputs "$M/given-pixel.safetensors" --out "$d/o-euler-$end" \
      --set subject.sampling.sampler=euler --set subject.sampling.steps=5
  done
  check bad-scheduler-euler-end-is-followed bash -c '! cmp -s "$1" "$2"' - "$d/o-euler-zero/trajectory.safetensors" "$d/o-euler-sigma_min/trajectory.safetensors"
  changing dpm-solver lambda_min_clipped -4
  # what is asked for
  sampling() { local name=$1 set=$2; shift 2; refused "bad-$name" 1 "$@" -- echelle sample --model "$M/sd1" --ask red --seeds 0 --out "$d/o-$name" --set "subject.sampling.$set"; }
  sampling sampler sampler=plms "plms" "ddpm, ddim"
  sampling sampler-flow sampler=flow "flow" "does not fit"
  sampling steps steps=2000 "2000" "1000"
  sampling steps-negative steps=-1 "steps"
  sampling eta eta=2 "eta"
  sampling half condition-half=third "third" "first or second"
  refused bad-unconditional-guided 1 "guid" -- echelle sample --model "$M/pixel" --seeds 0 --out "$d/o20" --set subject.sampling.guidance=3
  refused bad-unconditional-asked 1 "no classes and no prompts" -- echelle sample --model "$M/pixel" --ask cat --seeds 0 --out "$d/o21"
  refused bad-class 1 "'lion'" "cat, cow, dog, hen" -- echelle sample --model "$M/classes" --ask lion --seeds 0 --out "$d/o22"
  refused bad-names 1 "3 class names|class names" "4|5" -- echelle sample --model "$M/facebook.safetensors" --set subject.heads=4 --set "subject.vae=$M/dit/vae" \
    --set 'subject.classes=[a, b, c]' --ask a --seeds 0 --out "$d/o23"
  refused bad-out 1 "not empty|empty folder" -- echelle sample --model "$M/classes" --ask cat --seeds 0 --out "$M/sd1"
  refused bad-seeds 2 "seeds" -- echelle sample --model "$M/classes" --ask cat --seeds two --out "$d/o24"
  # tensors that do not fit
  spoilt() { # spoilt NAME MODEL REGEX... -- SPOILING
    local name=$1 model=$2 r=(); shift 2
    while [ "$1" != -- ]; do r+=("$1"); shift; done; shift
    cp "$M/given-$model.safetensors" "$d/given.safetensors"; spoil "$1" "$d/given.safetensors" "${@:2}"
    refused "bad-$name" 1 "${r[@]}" -- echelle sample --model "$M/$model" --inputs "$d/given.safetensors" --out "$d/o-$name" --set subject.sampling.steps=5
  }
  spoilt given-no-noise sd1 "no tensor 'noise'" -- drop noise
  spoilt given-unconditional sd1 "unconditional" "guidance" -- drop unconditional
  spoilt given-unknown sd1 "'prompt'" "condition" -- add prompt
  spoilt given-shape sd1 "'mask'" "2" -- add mask
  spoilt given-nan sd1 "NaN" -- scale condition nan
  spoilt given-times sd1 "timesteps" "801" -- scale timesteps 0.5
  spoilt given-no-condition sd1 "'condition'" -- drop condition
  # without labels every sample is told that it has no class: the same as the label for none
  cp "$M/given-classes.safetensors" "$d/none.safetensors"; spoil fill "$d/none.safetensors" labels 4
  cp "$M/given-classes.safetensors" "$d/unlabelled.safetensors"; spoil drop "$d/unlabelled.safetensors" labels
  local n
  for n in none unlabelled; do
    step "bad-given-labels-$n" 0 trajectory -- echelle sample --model "$M/classes" --inputs "$d/$n.safetensors" --out "$d/o-$n-labels" --set subject.sampling.steps=5
  done
  same bad-given-no-labels-is-none "$d/o-unlabelled-labels/trajectory.safetensors:samples" "$d/o-none-labels/trajectory.safetensors:samples" 1e-5
  spoilt given-labels classes "labels|class" -- scale labels 100
  spoilt given-no-pooled sdxl "'pooled'" -- drop pooled
  spoilt given-no-sizes sdxl "'sizes'" -- drop sizes
  # prompts longer than the context: told once each, and sampled
  step bad-long-prompt 0 "reads 14|reads 16" "tokens" -- echelle sample --model "$M/sd1" --ask "red red red red red red red red red red red red red red red red red red cat" \
    --seeds 0 --out "$d/o30" --set subject.sampling.steps=2
  # a wrong latent scale: refused where impossible, told where unlikely
  copy "$M/sd1" "$d/scale"; spoil set "$d/scale/vae/config.json" scaling_factor -1
  refused bad-scale-negative 1 "scaling_factor" "above 0" -- echelle sample --model "$d/scale" --out "$d/o31" "${ask[@]}"
  spoil set "$d/scale/vae/config.json" scaling_factor 18.215
  step bad-scale-unlikely 0 "scaling_factor.*18.215" -- echelle sample --model "$d/scale" --out "$d/o32" "${ask[@]}"
  cp "$M/given-sd1.safetensors" "$d/given.safetensors"; spoil scale "$d/given.safetensors" noise 1000
  step bad-scale-latents 0 "scaling_factor \(0.18215\)" -- echelle sample --model "$M/sd1" --inputs "$d/given.safetensors" --out "$d/o33"
  # memory: a batch that does not fit into what a process may take says one that would
  limited() { (ulimit -v "${VIRTUAL_KB:-16000000}"; echelle "$@"); }
  refused bad-memory 1 "not enough memory" "extract.batch to [0-9]+" -- limited extract --domain diffusion --model "$M/pixel" \
    --hooks mid_block --out "$d/o34" --set samples.each=300000 --set extract.batch=300000 --set subject.sampling.steps=1
  # runs: concepts without samples, timesteps outside the collected ones
  needs_digits
  refused bad-erase-class 1 "'12'|12" "0, 1, 2|knows" -- echelle erase "$OUT/digits" --target 12 --each 2
  step bad-asked-five 0 "report" -- echelle run "$CONFIGS/diffusion-digits.yaml" --set "subject.weights=$DIGITS" --set "judge.weights=$JUDGE" \
    --set 'samples.ask=["0","1","2","3","4"]' --set samples.each=12 --set 'score.baselines=[neurons]' --set dictionary.epochs=2 --set report.feature-pages=2 --out "$d/five"
  refused bad-erase-unseen 1 "7" -- echelle erase "$d/five" --target 7 --method gated --each 2
  refused bad-steer-unseen 1 "'?unicorn'?" -- echelle steer "$d/five" --target unicorn
  refused bad-probe-concept 1 "unicorn" -- echelle probe "$d/five" --concept unicorn
  outside() { refused "bad-$1" 1 "${@:3}" -- echelle run "$CONFIGS/diffusion-digits.yaml" --set "subject.weights=$DIGITS" --set "judge.weights=$JUDGE" \
    --set samples.each=4 --set "$2" --out "$d/o-$1"; }
  outside timestep-not-visited 'extract.where=[branch=1, timestep=555]' "555" "timestep"
  outside timestep-beyond 'extract.where=[branch=1, timestep=4000]' "4000" "timestep"
  outside branch-beyond 'extract.where=[branch=2]' "branch"
  outside hook-time 'hooks=["transformer.0@timestep=2000..3000"]' "timestep" "2000"
  outside hook-name 'hooks=[transformer.9]' "transformer.9" "transformer.3"
  outside ask-twice 'samples.ask=["1","1"]' "twice"
  outside each-none 'samples.each=0' "each"
  refused bad-brush-time 1 "timestep" -- echelle brush "$OUT/digits" --feature 3 --where timestep=4000..5000 --ask 3 --seeds 0
  refused bad-brush-axis 1 "z" -- echelle brush "$OUT/digits" --feature 3 --where z=0..1 --ask 3 --seeds 0
  refused bad-brush-feature 1 "99999|256" -- echelle brush "$OUT/digits" --feature 99999 --ask 3 --seeds 0
  refused bad-erase-method 1 "nosuch" "saeuron" -- echelle erase "$OUT/digits" --target 3 --method nosuch
  refused bad-erase-text-method 1 "text" -- echelle erase "$OUT/digits" --target 3 --method concept-steerers --each 2
  refused bad-erase-hook 1 "transformer.3" -- echelle erase "$OUT/digits" --target 3 --hook transformer.3 --each 2
}

# part: discover across timesteps in the real digit transformer
digits() {
  rm -rf "$OUT"/{digits,made-digits}
  step digits-run 0 "report: file" "transformer.0: topk with 256 features" "mean held-out F1 of the best feature" "SAE .*over 10 concepts" "untrained subject" \
    -- echelle run "$CONFIGS/diffusion-digits.yaml" --set "subject.weights=$DIGITS" --set "judge.weights=$JUDGE" --set samples.each=20 \
    --set report.feature-pages=8 --out "$OUT/digits"
  local page; page=$(ls "$OUT"/digits/report/features/*.html | head -1)
  holds digits-index "$OUT/digits/report/index.html" "across timesteps" "time.html" "transformer.0"
  holds digits-time-page "$OUT/digits/report/time.html" "FVU of a timestep" "Birth" "Peak" "Death" "<svg" "alive throughout"
  holds digits-feature-page "$page" "ed-strip" "ed-times" "Life over timesteps"
  holds digits-time-table "$OUT/digits/report/data/time.csv" "feature,birth" "mean_999" "mean_100"
  step digits-sample 0 sheet.png -- echelle sample --model "$DIGITS" --seeds 0..9 --out "$OUT/made-digits"
  check digits-hundred-pictures test "$(find "$OUT/made-digits/pictures" -name '*.png' | wc -l)" = 100
  # nothing is changed by strength 0, by a factor of 1, and by a feature that fires nowhere
  step digits-strength-0 0 "changes by 0.000 of the full range" -- echelle brush "$OUT/digits" --feature 122 --strengths 0 --ask 3 --seeds 0..1 --frames 4 --name zero
  check digits-strength-0-same-pictures python -c "
import re, sys
found = re.findall(r'alt=\"(unedited|strength 0) at ([^\"]*)\" src=\"([^\"]*)\"', open(sys.argv[1]).read())
sides = [{w: p for s, w, p in found if s == side} for side in ('unedited', 'strength 0')]
sys.exit(0 if sides[0] and sides[0] == sides[1] else 'pictures differ')" "$OUT/digits/brush/zero/index.html"
  check digits-strength-0-no-pixel python -c "
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
sys.exit(0 if all(float(r['change_inside']) == 0 for r in rows if r['stroke'] == 'strength 0') else rows)" "$OUT/digits/brush/zero/strokes.csv"
  step digits-factor-1 0 "by 0.000 \[0.000, 0.000\]" "changes no output" -- echelle steer "$OUT/digits" --target 3 --feature 122 --scale 1 --samples 10 --controls 2 --no-random-subject --name one
  local dead; dead=$(python -c "
import csv, sys
print(next((r['feature'] for r in csv.DictReader(open(sys.argv[1])) if r['active_rows'] == '0'), ''))" "$OUT/digits/report/data/features.csv")
  if [ -n "$dead" ]; then
    step digits-silent-feature 0 "changes no output|by 0.000" -- echelle steer "$OUT/digits" --target 3 --feature "$dead" --scale 0 --samples 10 --controls 2 --no-random-subject --name silent
  fi
  refused digits-no-feature 2 "feature" -- echelle steer "$OUT/digits" --target 3 --feature "" --scale 0
}

# part: one digit, two together, every method that fits, baselines and controls with intervals
erase() {
  rm -rf "$OUT/digits/erasure"
  needs_digits
  # all that fit take a quarter of an hour on a busy machine: METHODS=all for them
  local methods=gated,saeuron,itd,ablate,project,negative,ask-nothing,swap,weight-edit
  [ "${METHODS:-}" = all ] && methods=$methods,saeuron-reference,itd-kept
  step erase-all-methods 0 "gated: unlearned [0-9.]+ % \[" "saeuron: unlearned" "itd: unlearned" "ablate: unlearned" "project: unlearned" "ask-nothing: unlearned" \
    "swap: unlearned" "weight-edit: unlearned" "random: unlearned" "retention lost" "page: file" -- echelle erase "$OUT/digits" --target 3 --method "$methods" --each 3 --tuning 1 --bootstrap 200 --name all
  holds erase-page "$OUT/digits/erasure/all/index.html" "gated" "ask-nothing|ask for nothing" "weight edit|weight-edit" "random" "<img|<image|data:image"
  check erase-intervals python -c "
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
names = {r['method'] for r in rows}
missing = set(sys.argv[2].split(',') + ['random']) - names
bare = [r['method'] for r in rows if r['method'] != 'random' and not (r['unlearning_low'] and r['unlearning_high'] and r['retention_lost_low'])]
sys.exit('missing %s, without interval %s' % (missing, bare) if missing or bare else 0)" "$OUT/digits/erasure/all/results.csv" "$methods"
  check erase-control-does-nothing python -c "
import csv, sys
rows = {r['method']: r for r in csv.DictReader(open(sys.argv[1]))}
sys.exit(0 if float(rows['random']['unlearning']) <= 0.4 < float(rows['gated']['unlearning']) else str(rows['random']) + str(rows['gated']))" "$OUT/digits/erasure/all/results.csv"
  step erase-each 0 "3 by gated" "8 by gated" "Mean over 2 classes" -- echelle erase "$OUT/digits" --target 3,8 --method gated,ask-nothing --each 3 --tuning 2 --bootstrap 100 --controls 1 --name each
  step erase-together 0 "page: file" "3.*8" -- echelle erase "$OUT/digits" --target 3,8 --together --method gated,ask-nothing --each 3 --tuning 2 --bootstrap 100 --controls 1 --name together
  step erase-attack 0 "attack|search" "page: file" -- echelle erase "$OUT/digits" --target 3 --method ask-nothing,gated --each 3 --tuning 2 --bootstrap 100 --controls 1 --attack 0.2 --attack-budget 80 --name attack
  step erase-frontier 0 "page: file" -- echelle erase "$OUT/digits" --target 3 --method ablate --each 3 --tuning 2 --bootstrap 100 --controls 1 --frontier --name frontier
  holds erase-frontier-page "$OUT/digits/erasure/frontier/index.html" "[Ff]rontier"
}

# part: where and when a concept can be read
probe() {
  needs_digits
  step probe-run 0 "transformer.0" "probes|page" -- echelle probe "$OUT/digits" --bootstrap 50
  step probe-all 0 "transformer.3" -- echelle probe "$OUT/digits" --hook all --concept digit --bootstrap 20
  check probe-files test -n "$(ls "$OUT/digits/probes")"
}

# part: painting with a feature, where and when
brush() {
  rm -rf "$OUT/digits/brush"
  needs_digits
  step brush-when 0 "At strength" "random direction" "page: file" -- echelle brush "$OUT/digits" --feature 2 --where timestep=500..999 --strengths 2 --ask 3 --seeds 0..1 --frames 4 --name when
  step brush-where 0 "beyond it by" "page: file" -- echelle brush "$OUT/digits" --feature 2,3 --where "y=0..1+x=2..3" --strengths 4,-2 --ask 3 --seeds 0..1 --frames 4 --name where
  printf '0 0 0 0\n0 1 1 0\n0 1 1 0\n0 0 0 0\n' > "$OUT/mask.txt"
  step brush-mask 0 "page: file" -- echelle brush "$OUT/digits" --feature 2 --where "mask=$OUT/mask.txt" --strengths 4 --ask 3 --seeds 0 --frames 4 --name mask
  holds brush-page "$OUT/digits/brush/where/index.html" "slider" "random direction" "unedited"
  printf '0 1\n1 0\n' > "$OUT/small.txt"
  refused brush-mask-size 1 "small.txt" "4" -- echelle brush "$OUT/digits" --feature 2 --where "mask=$OUT/small.txt" --ask 3 --seeds 0
}

# part: the README's flow on the embedded model of shapes and prompts
shapes() {
  rm -rf "$OUT"/{shapes,made-shapes}
  step shapes-run 0 "report: file" "SAE .*over 8 concepts" -- echelle run "$CONFIGS/diffusion-shapes.yaml" --set samples.each=4 --set report.feature-pages=4 \
    --set dictionary.features=256 --set 'extract.where=[branch=1, timestep=950, timestep=650, timestep=350]' --set 'score.baselines=[neurons]' --out "$OUT/shapes"
  step shapes-erase 0 "weight-edit: unlearned" "negative: unlearned" "saeuron: unlearned" "shape" "page: file" -- echelle erase "$OUT/shapes" --target red \
    --method saeuron,weight-edit,negative --each 2 --tuning 1 --bootstrap 100 --controls 1 --name red
  holds shapes-erase-page "$OUT/shapes/erasure/red/index.html" "shape kept" "shape lost" "read as|percentile"
  # half of so many features never fire on so few samples; the one that fires most often is there
  local often; often=$(python -c "
import csv, sys
print(max(csv.DictReader(open(sys.argv[1])), key=lambda r: int(r['active_rows']))['feature'])" "$OUT/shapes/report/data/features.csv")
  step shapes-brush 0 "random direction" "page: file" -- echelle brush "$OUT/shapes" --feature "$often" --where y=0..3 --ask 'a red circle' --seeds 0..1 --frames 4 --strengths 4 --name paint
  step shapes-sample 0 sheet.png -- echelle sample --domain diffusion --ask 'a red circle' --ask 'a blue cross' --seeds 0..1 --out "$OUT/made-shapes"
}

# part: methods for text encoders, negative prompts, paraphrases
text() {
  rm -rf "$OUT"/{text,plain,avoid}
  step text-run 0 "LEAK: at text_encoder.*, the rows of 32 of the 32 held-out" "report: file" -- echelle run "$CONFIGS/diffusion-shapes.yaml" --set 'hooks=[text_encoder.text_model.encoder.layers.0]' --set 'extract.where=[branch=1]' \
    --set samples.each=4 --set report.feature-pages=4 --set dictionary.features=128 --set 'score.baselines=[neurons]' --out "$OUT/text"
  step text-erase 0 "concept-steerers: unlearned" "saedit: unlearned" "weight-edit: unlearned" "negative: unlearned" "page: file" -- echelle erase "$OUT/text" --target red \
    --method concept-steerers,saedit,weight-edit,negative --each 2 --tuning 1 --bootstrap 100 --controls 1 --paraphrase "a crimson circle" --concept-prompt "a red shape" --name red
  holds text-paraphrase "$OUT/text/erasure/red/index.html" "crimson"
  step text-plain 0 sheet.png -- echelle sample --domain diffusion --ask 'a red circle' --seeds 0..1 --out "$OUT/plain"
  step text-avoid 0 sheet.png -- echelle sample --domain diffusion --ask 'a red circle' --avoid red --seeds 0..1 --out "$OUT/avoid"
  differ text-avoid-changes "$OUT/plain/pictures" "$OUT/avoid/pictures"
}

# part: the unconditional U-Net
ddpm() {
  rm -rf "$OUT"/{ddpm,x-ddpm}
  step ddpm-inspect 0 "unconditional" "network.b_mid" -- echelle inspect --domain diffusion "$DDPM"
  step ddpm-sample 0 sheet.png -- echelle sample --model "$DDPM" --seeds 0..1 --out "$OUT/ddpm" --set subject.sampling.steps=20
  step ddpm-extract 0 "rows of 40 at network.b_mid" -- echelle extract --domain diffusion --model "$DDPM" --hooks network.b_mid --out "$OUT/x-ddpm" --set samples.each=2 --set subject.sampling.steps=20
  refused ddpm-asked 1 "no classes and no prompts" -- echelle sample --model "$DDPM" --ask 3 --seeds 0 --out "$OUT/ddpm-3"
}

# part: what a generator uses too often or too seldom
blindspots() {
  local seen=("$CONFIGS/blindspots-digits.yaml" --set "subject.weights=$JUDGE")
  rm -rf "$OUT/real" "$OUT/made"
  step blindspots-real 0 "report: file" -- echelle run "${seen[@]}" --set "samples.path=$IDX" --set extract.limit=200 --set report.feature-pages=4 --set 'score.baselines=[neurons]' --out "$OUT/real"
  [ -d "$OUT/made-digits/pictures" ] || step blindspots-make 0 sheet.png -- echelle sample --model "$DIGITS" --seeds 0..9 --out "$OUT/made-digits"
  step blindspots-made 0 "100 samples" -- echelle extract "${seen[@]}" --set samples.kind=images --set "samples.path=$OUT/made-digits/pictures" --set concepts.0.kind=folders --out "$OUT/made"
  step blindspots-compare 0 "q 0\.[0-9]+ +delta" "suppressed" "exaggerated|over" "page|file:" -- echelle compare "$OUT/real" "$OUT/made" --out "$OUT/real-against-made"
  holds blindspots-page "$OUT/real-against-made/index.html" "suppressed" "\[-?[0-9.]+, -?[0-9.]+\]"
}

# part: small subjects of one's own, from an IDX file and from folders of pictures, used at once
train() {
  local short=(--set training.steps=60 --set training.batch=16 --set training.warmup=10 --set training.held-out=50 --set pictures.limit=600)
  rm -rf "$OUT"/own-*
  step train-unet 0 "loss" -- echelle train-subject --domain diffusion --trainer pixel-unet --out "$OUT/own-unet" --set "pictures.path=$IDX" --set 'widths=[8, 16]' --set 'attention=[1]' --set head-width=8 "${short[@]}"
  step train-dit 0 "loss" -- echelle train-subject --domain diffusion --trainer pixel-dit --out "$OUT/own-dit" --set "pictures.path=$IDX" --set patch=7 --set width=32 --set depth=2 --set training.prediction=flow "${short[@]}"
  [ -d "$OUT/made-digits/pictures" ] || echelle sample --model "$DIGITS" --seeds 0..9 --out "$OUT/made-digits" > /dev/null 2>&1
  step train-folder 0 "loss" -- echelle train-subject --domain diffusion --trainer pixel-unet --out "$OUT/own-folder" --set "pictures.path=$OUT/made-digits/pictures" --set pictures.channels=1 --set 'widths=[8, 16]' --set 'attention=[1]' \
    --set head-width=8 --set training.steps=20 --set training.batch=8 --set training.warmup=5 --set training.held-out=10
  local n
  for n in unet dit folder; do
    step "train-inspect-$n" 0 "10 classes" -- echelle inspect --domain diffusion "$OUT/own-$n"
    step "train-sample-$n" 0 sheet.png -- echelle sample --model "$OUT/own-$n" --ask 3 --ask 7 --seeds 0..1 --out "$OUT/own-$n-made" --set subject.sampling.steps=5
  done
  step train-run 0 "report: file" -- echelle run "$CONFIGS/diffusion-digits.yaml" --set subject.kind=diffusers --set "subject.weights=$OUT/own-unet" --set "judge.weights=$JUDGE" --set 'hooks=[mid_block]' \
    --set samples.each=4 --set subject.sampling.steps=5 --set 'extract.where=[branch=1]' --set 'score.baselines=[neurons]' --set report.feature-pages=2 --out "$OUT/own-run"
  # captions
  mkdir -p "$OUT/captions"
  local i=0 f
  echo "file_name,text" > "$OUT/captions/metadata.csv"
  for f in $(find "$OUT/made-digits/pictures" -name '0000[0-3].png'); do
    i=$((i + 1)); cp "$f" "$OUT/captions/$i.png"; echo "$i.png,the digit $(basename "$(dirname "$f")")" >> "$OUT/captions/metadata.csv"
  done
  step train-prompts 0 "loss" -- echelle train-subject --domain diffusion --trainer prompt-unet --out "$OUT/own-prompts" --set "pictures.path=$OUT/captions" --set pictures.channels=1 --set 'widths=[8, 16]' --set 'attention=[1]' \
    --set heads=2 --set text.width=16 --set text.layers=1 --set training.steps=20 --set training.batch=8 --set training.warmup=5 --set training.held-out=8
  step train-sample-prompts 0 sheet.png -- echelle sample --model "$OUT/own-prompts" --ask "the digit 3" --seeds 0 --out "$OUT/own-prompts-made" --set subject.sampling.steps=3
  refused train-nowhere 1 "nowhere" -- echelle train-subject --domain diffusion --trainer pixel-unet --out "$OUT/own-x" --set "pictures.path=$OUT/nowhere"
  refused train-widths 1 "groups|8" "12|widths" -- echelle train-subject --domain diffusion --trainer pixel-unet --out "$OUT/own-y" --set "pictures.path=$IDX" --set 'widths=[12, 20]' --set 'attention=[1]'
  refused train-patch 1 "patch" "28" -- echelle train-subject --domain diffusion --trainer pixel-dit --out "$OUT/own-z" --set "pictures.path=$IDX" --set patch=5
}

# part: a table of prompts with concept columns
prompts() {
  rm -rf "$OUT"/prompts-*/
  needs_models
  { echo "prompt,animal,red"; for a in cat dog hen cow; do for c in red blue; do for s in a the one; do echo "$s $c $a,$a,$([ $c = red ] && echo yes || echo no)"; done; done; done; } > "$OUT/prompts.csv"
  cat > "$OUT/prompts.yaml" <<YAML
title: Prompts
domain: diffusion
subject: {kind: diffusers, weights: $M/sd1, sampling: {sampler: ddim, steps: 4}}
samples: {kind: prompts, path: $OUT/prompts.csv, each: 2}
concepts: [{kind: prompt-columns}]
hooks: [up_blocks.1.attentions.1, "up_blocks.1.attentions.1.update@timestep=0..300"]
extract: {where: [branch=1]}
dictionary: {architecture: topk, features: 64, k: 4, epochs: 2}
score: {held-out: 0.5, baselines: [neurons]}
report: {feature-pages: 4}
YAML
  step prompts-run 0 "report: file" "over [2-5] concepts" "up_blocks.1.attentions.1.update" -- echelle run "$OUT/prompts.yaml" --out "$OUT/prompts-run"
  holds prompts-page "$OUT/prompts-run/report/index.html" "animal" "hen"
  sed 's/^one red cat,/one red red red red red red red red red red red red red red red red cat,/' "$OUT/prompts.csv" > "$OUT/long.csv"
  step prompts-long 0 "tokens" "reads" -- echelle extract "$OUT/prompts.yaml" --set "samples.path=$OUT/long.csv" --out "$OUT/prompts-long"
  check prompts-long-told-once test "$(grep -c 'reads 1[0-9]' "$OUT/prompts-long.txt")" = 1
  refused prompts-no-column 1 "prompt" "animal" -- echelle extract "$OUT/prompts.yaml" --set samples.column=text --out "$OUT/prompts-x"
  refused prompts-concept-column 1 "'colour'" "animal" -- echelle run "$OUT/prompts.yaml" --set 'concepts=[{kind: prompt-columns, columns: [colour]}]' --out "$OUT/prompts-y"
  check prompts-concept-column-before-the-work sh -c '! grep -q "samples in" "$0"' "$OUT/prompts-concept-column.txt"
  head -1 "$OUT/prompts.csv" > "$OUT/empty.csv"
  refused prompts-empty 1 "empty.csv" "prompt" -- echelle extract "$OUT/prompts.yaml" --set "samples.path=$OUT/empty.csv" --out "$OUT/prompts-z"
  # a concept that no sample has
  { echo "prompt,animal,red"; for a in a the one this that; do echo "$a cat,cat,no"; done; } > "$OUT/no-red.csv"
  step prompts-concept-without-samples 0 "Concept red is left out: only 0 positives" "no concept was scored" -- echelle run "$OUT/prompts.yaml" --set "samples.path=$OUT/no-red.csv" --set 'hooks=[up_blocks.1.attentions.1]' --out "$OUT/prompts-none"
}

# part: four ways for a dictionary to know the time
normalise() {
  local how base=("$CONFIGS/diffusion-digits.yaml" --set "subject.weights=$DIGITS" --set "judge.weights=$JUDGE" --set samples.each=12 --set 'score.baselines=[neurons]' \
    --set report.feature-pages=4 --set dictionary.features=128 --set dictionary.epochs=4)
  for how in by-timestep time-conditioned; do
    rm -rf "$OUT/$how"
    step "normalise-$how" 0 "report: file" "FVU" -- echelle run "${base[@]}" --set dictionary.normalise=$how --out "$OUT/$how"
    holds "normalise-$how-page" "$OUT/$how/report/index.html" "$how"
    holds "normalise-$how-time" "$OUT/$how/report/time.html" "Birth" "Death" "FVU of a timestep"
  done
  rm -rf "$OUT/parts"
  step normalise-groups 0 "report: file" "transformer.0@timestep=700..999" "transformer.0@timestep=100..600" -- echelle run "${base[@]}" \
    --set 'hooks=["transformer.0@timestep=700..999", "transformer.0@timestep=100..600"]' --out "$OUT/parts"
  holds normalise-groups-page "$OUT/parts/report/index.html" "timestep=700..999" "timestep=100..600"
  rm -rf "$OUT/timeless"
  step normalise-vision 1 "timestep" -- echelle run "$CONFIGS/vision-mnist.yaml" --set "subject.weights=$JUDGE" --set "samples.path=$IDX" --set extract.limit=20 --set dictionary.normalise=by-timestep --out "$OUT/timeless"
}

# part: what editing and reading cost a sampler; only that it is measured
overhead() {
  step overhead-sample 0 "transformer.2" "[0-9]\.[0-9][0-9]" -- echelle bench sample --config "$CONFIGS/diffusion-digits.yaml" --set "subject.weights=$DIGITS" --set "judge.weights=$JUDGE" --hook transformer.2 --turns 2 --json "$OUT/bench.jsonl"
  check overhead-json test -s "$OUT/bench.jsonl"
  step overhead-ddpm 0 "network.b_mid" -- echelle bench sample --config "$CONFIGS/diffusion-digits.yaml" --set subject.kind=ddpm-unet --set "subject.weights=$DDPM" --set "judge.weights=$JUDGE" --set 'samples.ask=[]' \
    --set subject.sampling.steps=10 --hook network.b_mid --turns 2
}

# end of parts
ALL=(models samplers trajectory bad digits erase probe brush text shapes ddpm blindspots train prompts normalise overhead)
for part in "${@:-${ALL[@]}}"; do
  echo "== $part ($(date +%H:%M:%S))" | tee -a "$OUT/walk.log"
  "$part"
done
ended
