# Shared by the walks: a step is a command as a user would type it, and what its exit code and its words must be.
# Every step is logged as PASS or SURPRISE; a walk ends with their counts, and exits 1 if anything surprised.
set -u
: "${DIST:?folder of the distribution}" "${ASSETS:?folder of the models and data}" "${OUT:?an empty folder}"
mkdir -p "$OUT"
PASSED=0
SURPRISES=0
echelle() { "$DIST/bin/echelle" "$@"; }
verdict() { # verdict WHAT 0|1 [WHY]
  if [ "$2" = 0 ]; then PASSED=$((PASSED + 1)); echo "PASS      $1" | tee -a "$OUT/walk.log"
  else SURPRISES=$((SURPRISES + 1)); echo "SURPRISE  $1: ${3:-}" | tee -a "$OUT/walk.log"; fi
}
# step NAME EXIT REGEX... -- COMMAND...: the command's exit code and, in what it printed, every regex
step() {
  local name=$1 exit=$2 wanted=() code why=""; shift 2
  while [ "$1" != -- ]; do wanted+=("$1"); shift; done; shift
  local begun=$SECONDS
  "$@" > "$OUT/$name.txt" 2>&1 < /dev/null; code=$?
  [ "$code" = "$exit" ] || why="exit $code, not $exit"
  for regex in "${wanted[@]+"${wanted[@]}"}"; do grep -qE -- "$regex" "$OUT/$name.txt" || why="$why; not said: $regex"; done
  if grep -qE '^\s+at [a-z]+\.[A-Za-z.]+\(|Exception in thread' "$OUT/$name.txt"; then why="$why; a stack trace"; fi
  verdict "$name ($((SECONDS - begun)) s)" "$([ -z "$why" ] && echo 0 || echo 1)" "$why"
}
# check NAME COMMAND...: passes if the command exits 0
check() {
  local name=$1; shift
  if "$@" > "$OUT/$name.txt" 2>&1 < /dev/null; then verdict "$name" 0; else verdict "$name" 1 "$(tail -1 "$OUT/$name.txt")"; fi
}
ended() { echo "$PASSED passed, $SURPRISES surprises" | tee -a "$OUT/walk.log"; [ "$SURPRISES" = 0 ]; }
