package org.echelle.runs.reliance;

import java.util.Optional;
import org.echelle.store.SparseRows;

/**
 * What one sample gave.
 *
 * @param sample its number
 * @param group what it belongs to
 * @param logits the subject's first output
 * @param mean {@code [features]} mean activation over its rows
 * @param most {@code [features]} largest activation over its rows
 * @param channels {@code [2 * width]} mean of the positive and of the negative part of each channel, ordered as raw channels are elsewhere
 * @param labels {@code [concepts]} of the whole sample; NaN where nobody knows, or where the concept is one of sites
 * @param map where some concept of sites is known: what lies where
 */
record Read(
        int sample,
        String group,
        float[] logits,
        float[] mean,
        float[] most,
        float[] channels,
        float[] labels,
        Optional<Map> map) {
    /**
     * Maps and annotations of a sample.
     *
     * @param coordinates {@code [axis][row]}
     * @param rows {@code [rows * width]}
     * @param codes one sparse row a place
     * @param truth {@code [concept][row]}: 1 there, 0 not there, -1 unknown; null for concepts of whole samples
     * @param cam {@code [row]} Grad-CAM for the target; empty where the subject records no gradients
     */
    record Map(int[][] coordinates, float[] rows, SparseRows codes, byte[][] truth, float[] cam) {}
}
