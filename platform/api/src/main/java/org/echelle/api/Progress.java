package org.echelle.api;

/** Where long work reports to. Safe for use by several threads. */
public interface Progress {
    /** Swallows everything and never cancels. */
    Progress SILENT = new Progress() {
        @Override
        public void begin(String stage, long total, String unit) {}

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void note(String sentence) {}

        @Override
        public void check() {}
    };

    /**
     * Opens a stage; the one before is done.
     *
     * @param stage what is done, such as {@code "extract blocks.3"}
     * @param total amount of work in {@code unit}, or -1 when it is not known
     * @param unit such as {@code "rows"}
     */
    void begin(String stage, long total, String unit);

    /**
     * Says how far the stage is.
     *
     * @param done work done since {@link #begin}, in its unit
     * @param detail short figures of the moment, such as {@code "FVU 0.21  L0 32.0"}; may be empty
     */
    void advance(long done, String detail);

    /** Tells the user something that does not stop the work, as a sentence. */
    void note(String sentence);

    /**
     * Returns at once, or throws when the job was asked to stop. Call it between batches, at least every second.
     *
     * @throws CancelledException when the job is to stop
     */
    void check();
}
