package org.echelle.protein.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.protein.subject.SequenceNetwork;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.protein.subject.SubjectException;
import org.echelle.protein.subject.Tokenizer;
import org.echelle.torch.script.TappedProgram;

/** An archive as a network on tokens. */
final class ScriptNetwork implements SequenceNetwork {
    private final TappedProgram program;
    private final Signature signature;
    private final TokenList tokens;
    private final ScriptLayout layout;
    private final boolean padded;

    /**
     * An archive whose shapes are known.
     *
     * @param padded whether proteins of several lengths may go through it together
     */
    ScriptNetwork(TappedProgram program, Signature signature, TokenList tokens, ScriptLayout layout, boolean padded) {
        this.program = program;
        this.signature = signature;
        this.tokens = tokens;
        this.layout = layout;
        this.padded = padded;
    }

    @Override
    public NDList forward(NDArray ids, Tap tap) {
        if (!padded && hasPadding(ids)) {
            throw new SubjectException(
                    "Proteins of several lengths cannot go through this archive together: what it says"
                            + " of a protein changes with the padding behind it, and it takes no attention mask. Set extract.batch"
                            + " to 1, or save it anew with a mask as its second argument.");
        }
        Set<String> wanted = new TreeSet<>();
        layout.places().keySet().stream().filter(tap::wants).forEach(wanted::add);
        Map<String, NDArray> made = program.run(
                ids.getManager(),
                signature.method(),
                signature.inputs(ids, tokens.padding()),
                wanted,
                (hook, call, x) -> {
                    TokenPlace place = layout.places().get(hook).place();
                    NDArray turned = place.turned(x);
                    NDArray changed = tap.at(hook, turned);
                    return changed == turned ? x : place.turned(changed);
                });
        return new NDList(layout.output().turned(made.get(layout.outputName())));
    }

    private boolean hasPadding(NDArray ids) {
        try (NDArray padding = ids.eq(tokens.padding());
                NDArray any = padding.any()) {
            return any.toType(DataType.BOOLEAN, false).getBoolean();
        }
    }

    @Override
    public List<HookPoint> hookPoints() {
        return layout.places().values().stream().map(ScriptLayout.Place::hook).toList();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokens;
    }

    private boolean predicts() {
        return layout.output().width() == tokens.tokens().size();
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(
                predicts()
                        ? new TensorSpec(
                                SequenceSubject.LOGITS,
                                List.of(-1L, -1L, (long) layout.output().width()),
                                "unnormalised log-probabilities of the token at each position; zeros at padding")
                        : new TensorSpec(
                                SequenceSubject.REPRESENTATIONS,
                                List.of(-1L, -1L, (long) layout.output().width()),
                                "the archive's output (it has no value for each token); zeros at padding"));
    }

    @Override
    public List<String> outputNames() {
        return predicts() ? tokens.tokens() : List.of();
    }

    /** A model that hides residues predicts each at its own place, one that reads from left to right at the one before. */
    @Override
    public int predictingPosition(int residue) {
        return tokens.mask().isPresent() ? residue + 1 : residue;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("architecture", layout.described());
        facts.put("tokens", tokens.toString());
        facts.put("method", signature.toString());
        if (!padded) {
            facts.put("padding", "changes what it says: proteins of several lengths go through it one by one");
        }
        return facts;
    }
}
