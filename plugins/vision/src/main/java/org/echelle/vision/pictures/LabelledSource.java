package org.echelle.vision.pictures;

import java.util.List;
import org.echelle.api.SampleSource;

/** Samples that come with labels of their own, such as CIFAR's and MNIST's. */
public interface LabelledSource extends SampleSource {
    /**
     * One label for every sample.
     *
     * @param group what the labels tell, such as {@code class}
     * @param names of the values, by number
     * @param values {@code [sample]}, numbers of the values; -1 where nobody knows
     */
    record LabelSet(String group, List<String> names, int[] values) {}

    /** The sets of labels; empty when the files had none. */
    List<LabelSet> labelSets();
}
