package org.echelle.protein.unirep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Init;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.protein.subject.SequenceNetwork;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.protein.subject.Tokenizer;

/**
 * UniRep (Alley et al. 2019, doi 10.1038/s41592-019-0598-1): an embedding, stacked mLSTMs each of which reads the hidden states of
 * the one before, and a linear layer that predicts the next residue.
 */
final class UniRepNetwork implements SequenceNetwork {
    static final String EMBEDDING = "embedding";
    static final String LAYER = "mlstm.";

    private final UniRepConfig config;
    private final NDArray embedding; // [26, e]
    private final List<MultiplicativeLstm> layers = new ArrayList<>();
    private final NDArray matrix; // [d, 25]
    private final NDArray bias; // [25]

    /** @param p the whole set; the caller calls {@link Parameters#verify} */
    UniRepNetwork(UniRepConfig config, Parameters p) {
        this.config = config;
        embedding = p.get(EMBEDDING, Init.LECUN, UniRepVocabulary.TOKENS, config.embedding());
        MultiplicativeLstm.Loop loop = new MultiplicativeLstm.Loop(p.manager());
        for (int i = 0; i < config.layers(); i++) {
            int in = i == 0 ? config.embedding() : config.width();
            layers.add(new MultiplicativeLstm(p.at(LAYER + i), in, config.width(), loop));
        }
        int columns = UniRepVocabulary.OUTPUTS.size();
        matrix = p.get("dense.W", Init.TRUNCATED_NORMAL, config.width(), columns);
        bias = p.get("dense.b", Init.ZEROS, columns);
    }

    @Override
    public NDList forward(NDArray tokens, Tap tap) {
        NDManager owner = tokens.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray mine = Taps.alias(tokens, scope);
            NDArray x = Taps.at(
                    tap,
                    EMBEDDING,
                    mine.getNDArrayInternal()
                            .embedding(mine, embedding, SparseFormat.DENSE)
                            .singletonOrThrow());
            for (int i = 0; i < layers.size(); i++) {
                NDArray next = Taps.at(tap, LAYER + i, layers.get(i).forward(x));
                x.close();
                x = next;
            }
            NDArray out = x.matMul(matrix).add(bias);
            out.attach(owner);
            return new NDList(out);
        }
    }

    @Override
    public List<HookPoint> hookPoints() {
        List<HookPoint> hooks = new ArrayList<>();
        hooks.add(hook(EMBEDDING, config.embedding(), "token embeddings"));
        for (int i = 0; i < config.layers(); i++) {
            hooks.add(hook(
                    LAYER + i,
                    config.width(),
                    "hidden states of layer " + i
                            + "; an edit reaches what reads them, not the layer's own later states"));
        }
        return hooks;
    }

    private static HookPoint hook(String name, int width, String description) {
        return new HookPoint(name, width, HookPoint.Layout.WIDTH_LAST, List.of(SequenceSubject.RESIDUE), description);
    }

    @Override
    public Tokenizer tokenizer() {
        return UniRepVocabulary.UNIREP;
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new TensorSpec(
                SequenceSubject.LOGITS,
                List.of(-1L, -1L, (long) UniRepVocabulary.OUTPUTS.size()),
                "unnormalised log-probabilities of the token behind each position; zeros at padding"));
    }

    @Override
    public List<String> outputNames() {
        return UniRepVocabulary.OUTPUTS;
    }

    /** The start token stands in front, and every position predicts the next. */
    @Override
    public int predictingPosition(int residue) {
        return residue;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                "UniRep, " + config.layers() + " mLSTM layers of width " + config.width() + ", embedding "
                        + config.embedding());
        facts.put("tokens", "26: <start>, the residues; B, Z and J become X");
        facts.put("details", "weight normalisation by columns, gates i, f, o, u; reads from left to right");
        return facts;
    }
}
