package org.echelle.protein.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;

/** A network on tokens, and what is to be said of it. */
public interface SequenceNetwork {
    /**
     * Runs the network.
     *
     * @param tokens int64 {@code [batch, positions]}
     * @param tap is offered the activations, {@code [batch, positions, width]} at every hook point
     * @return one array for each of {@link #outputs}, the first {@code [batch, positions, width]}; owned by the manager of {@code
     *     tokens}
     */
    NDList forward(NDArray tokens, Tap tap);

    /** In the order of a forward pass; every one has the axis {@code residue}. */
    List<HookPoint> hookPoints();

    Tokenizer tokenizer();

    /** The first is called {@link SequenceSubject#LOGITS} or {@link SequenceSubject#REPRESENTATIONS}. */
    List<TensorSpec> outputs();

    /** Names of the first output's columns: a letter for an amino acid; empty when it is no prediction. */
    List<String> outputNames();

    /** Position of the output that predicts a residue of the sample. */
    int predictingPosition(int residue);

    /** Architecture in words, and whatever else is worth telling. */
    Map<String, String> facts();
}
