package org.echelle.protein.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Arrays;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.protein.Protein;

/** A protein language model as the host asks it: letters are the twenty amino acids, one special token stands in front. */
final class ResidueModel implements SequenceModel {
    private static final String AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY";

    private final SequenceNetwork network;

    ResidueModel(SequenceNetwork network) {
        this.network = network;
    }

    /** Whether the first output has a column for every amino acid. */
    static boolean fits(SequenceNetwork network) {
        return AMINO_ACIDS.chars().allMatch(c -> network.outputNames().contains(String.valueOf((char) c)));
    }

    @Override
    public String letters() {
        return AMINO_ACIDS;
    }

    @Override
    public int column(char letter) {
        return network.outputNames().indexOf(String.valueOf(letter));
    }

    @Override
    public String axis() {
        return SequenceSubject.RESIDUE.name();
    }

    @Override
    public String sequence(Sample sample) {
        return protein(sample).sequence();
    }

    @Override
    public int first(Sample sample) {
        return protein(sample).offset();
    }

    @Override
    public Sample changed(Sample sample, String id, String sequence) {
        return new Protein(id, sequence, protein(sample).offset());
    }

    private static Protein protein(Sample sample) {
        if (sample instanceof Protein protein) {
            return protein;
        }
        throw new BadSampleException("The sample " + sample.id() + " is no protein.");
    }

    @Override
    public boolean hides() {
        return network.tokenizer().mask().isPresent();
    }

    @Override
    public NDList hide(NDList inputs, int[][] places) {
        NDArray tokens = inputs.get(0);
        int mask = network.tokenizer().mask().orElseThrow();
        long[] values = tokens.toLongArray();
        int positions = values.length / places.length;
        for (int s = 0; s < places.length; s++) {
            int from = s * positions;
            Arrays.stream(places[s]).forEach(place -> values[from + row(place)] = mask);
        }
        NDList hidden = new NDList(inputs);
        hidden.set(0, tokens.getManager().create(values, tokens.getShape()));
        return hidden;
    }

    @Override
    public int row(int place) {
        return place + 1;
    }

    @Override
    public int predictor(int place) {
        return network.predictingPosition(place);
    }
}
