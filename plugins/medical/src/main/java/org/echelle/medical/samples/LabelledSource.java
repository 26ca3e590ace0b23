package org.echelle.medical.samples;

import java.util.List;
import org.echelle.api.SampleSource;

/** Films that come with labels of their own, such as MedMNIST's. */
public interface LabelledSource extends SampleSource {
    /** Names of the labels, by number. */
    List<String> labelNames();

    /** Whether a film may have several labels, each of which it has or has not. */
    boolean severalLabels();

    /** Whether a film has a label. */
    boolean labelled(int sample, int label);

    /** Whether some films have a marker burnt in, a confounder of which everything is known. */
    default boolean plantsMarker() {
        return false;
    }

    /** Whether a film has it. */
    default boolean marked(int sample) {
        return false;
    }
}
