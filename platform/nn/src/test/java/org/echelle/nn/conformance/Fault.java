package org.echelle.nn.conformance;

/** What can be wrong with the toy: each breaks a rule of the suite, whose message must name it. */
enum Fault {
    NONE("", ""),
    CAPITALS("the names of the domain and of its kinds are lower-case words", "ToySubjectKind is called 'Toy Net'"),
    TWO_OF_A_NAME("no two kinds of a sort share a name", "two kinds of samples are called 'strips'"),
    OTHER_ANSWERS("the domain answers the same every time", "first it offered"),
    WORDLESS_OPTION(
            "every option is described and of a type that a config can say",
            "WordlessOptions.depth of 'strips' has none"),
    STRANGE_OPTION("every option is described and of a type that a config can say", "is of type java.util.Date"),
    BAD_FALLBACK("the defaults of options bind", "BadFallback.depth of 'strips' is of type int"),
    TWO_HOOKS_OF_A_NAME("hook points have names of their own and widths", "two are called 'rows'"),
    NO_WIDTH("hook points have names of their own and widths", "that of 'pooled' is 0"),
    FINGERPRINT_BY_CLOCK("fingerprints are SHA-256 and stay", "opened a second time"),
    SHORT_FINGERPRINT("fingerprints are SHA-256 and stay", "the subject's is 'toy'"),
    ONE_NAME("inputs and outputs are as announced", "1 names for an output of [3, 2]"),
    OTHER_OUTPUT("inputs and outputs are as announced", "'logits' is told as [-1, 5] and came as [3, 2]"),
    HOOK_NEVER_PASSED(
            "every hook point is passed, and none that is not listed", "'pooled' is listed and never came by"),
    HOOK_NOT_LISTED("every hook point is passed, and none that is not listed", "'secret' came by and is not listed"),
    ORDER("every hook point is passed, and none that is not listed", "met were"),
    LAYOUT("activations have their width where the layout says", "at 'channels' (WIDTH_LAST, width 4) came [3, 4, 5]"),
    FEW_SITES("activations have a row for every site", "at 'rows' came [3, 5, 4], which is 15 rows of 3 samples"),
    COLUMN("coordinates are one column an axis, within its size", "'pooled' has 0 axes and 1 columns"),
    FROM_ONE("coordinates are one column an axis, within its size", "axis 'position' of size 5, row 4: 5"),
    ALL_DROPPED(
            "dropped rows are told by row, and none of a sample is all dropped", "every row of sample 1 is dropped"),
    RANDOM_INPUTS("two passes give the same bytes", "a second call made others"),
    REMEMBERS("two passes give the same bytes", "a second pass gave others at 'rows'"),
    NORMS_OVER_BATCH("a batch gives what its samples give alone", "at 'rows' the rows of sample 'strip-0' differ by"),
    KEEPS_PADDING("a batch gives what its samples give alone", "keeps other places in a batch (5 rows) than alone (3)"),
    IN_PLACE("a pass leaves its inputs as they were", "other bytes after the pass"),
    LISTENED_TO("a tap that only reads changes no byte of the output", "other bytes than with none"),
    DEAF("an edit at a hook point changes the output", "'pooled' left every output as it was: nothing behind it reads"),
    CUT("gradients outlive Java's memory", "none came by 'rows'"),
    BORROWED("gradients outlive Java's memory", "the gradient by 'rows' is another one"),
    LEAVES_ARRAYS("a pass leaves no array behind", "3 passes left 3 arrays"),
    NEVER_CLOSED("what is closed has given its arrays back", "2 arrays are still in the manager"),
    LEAVES_THREAD("its classes can go when all is closed", "the thread 'toy-clock'"),
    LEAVES_THREAD_LOCAL("its classes can go when all is closed", "a ThreadLocal of the thread that had called it"),
    LEAVES_STATIC("its classes can go when all is closed", "it is no thread and no ThreadLocal"),
    SUBJECT_GOES_ON(
            "opening a subject ends when the job is to stop", "The subject asked, was told to stop, and opened"),
    LEFT_BY_STOPPED("opening a subject ends when the job is to stop", "The subject left 1 arrays in the manager"),
    SAMPLES_WRAP(
            "opening samples ends when the job is to stop", "told to stop, and threw java.lang.IllegalStateException"),
    SAMPLES_GO_ON("opening samples ends when the job is to stop", "asked 1000 more times"),
    CONCEPTS_GO_ON("opening concepts ends when the job is to stop", "A source of concepts asked"),
    WEIGHTS_NOT_LOOKED_AT("a subject's file that is not there is refused by name", "a missing file of 'toy' was taken"),
    BARE_EXCEPTION(
            "a file of samples that is not there is refused by name", "answered with java.io.UncheckedIOException"),
    NO_POINT("a file of samples that is not there is refused by name", "ends without a point"),
    NAMELESS("a file of concepts that is not there is refused by name", "does not name 'no-such-file"),
    COUNT_NOT_LOOKED_AT("a count of nothing is refused", "a count of nothing was taken"),
    CONCEPT_TWICE("concepts have ids of their own", "two are called 'rise'"),
    ROW_OUTSIDE("labels lie on rows that are there, within 0 and 1", "row 3 of 3 rows"),
    TOO_LARGE("labels lie on rows that are there, within 0 and 1", "concept 'rise' (GRADED): 2.0"),
    BOOLEAN_DEGREE("labels lie on rows that are there, within 0 and 1", "concept 'long' (BOOLEAN): 0.5"),
    OTHER_LEVEL("labels lie on rows that are there, within 0 and 1", "its level is SAMPLE and it was told of a row"),
    NO_CONCEPT("labels lie on rows that are there, within 0 and 1", "was given concept 2 of 2"),
    RANDOM_LABELS("a second pass over the samples tells the same labels", "were not told again");

    /** Name of the rule that it breaks. */
    final String rule;

    /** What the message must say. */
    final String said;

    Fault(String rule, String said) {
        this.rule = rule;
        this.said = said;
    }
}
