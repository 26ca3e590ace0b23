package org.echelle.runs;

import java.nio.FloatBuffer;

/** Takes activation rows as they are extracted. */
interface RowSink {
    /**
     * Takes some rows of one hook point; the arguments are only valid during the call.
     *
     * @param hook index among the wanted hook points
     * @param values {@code [rows, width]}, from position to limit
     * @param rows how many
     * @param coordinates {@code [1 + axes][row]}: the sample, then the hook point's axes
     */
    void rows(int hook, FloatBuffer values, int rows, int[][] coordinates);
}
