package org.echelle.protein.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.protein.esm.EsmVocabulary;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.torch.Checksums;
import org.echelle.torch.Torch;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.TappedProgram;

/**
 * Any protein model that PyTorch saved as a TorchScript archive, scripted or traced.
 *
 * <p>Hook points: the submodules that give a row for each token, under their own paths, found by running the archive on the letters of
 * its vocabulary. Rows carry the {@code residue}.
 */
public final class ScriptSubjectKind implements SubjectKind<ScriptOptions> {
    /** By how much of its largest value an output may change with the padding behind a protein: float32 in another order. */
    private static final double ROUNDING = 1e-3;

    @Override
    public String name() {
        return "torchscript";
    }

    @Override
    public String description() {
        return "Any protein model saved with torch.jit.save that takes tokens with one special token in front, and an attention"
                + " mask if it has a second argument; hook points are its submodules that give a row for each token.";
    }

    @Override
    public Class<ScriptOptions> options() {
        return ScriptOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return ScriptArchive.isOne(weights);
    }

    @Override
    public ProteinSubject open(ScriptOptions options, OpenContext context) {
        ScriptArchive archive = ScriptArchive.openToTap(options.weights());
        TokenList tokens = options.vocabulary()
                .map(TokenList::read)
                .orElseGet(() -> new TokenList("ESM-2's vocabulary", EsmVocabulary.TOKENS));
        Signature signature = Signature.of(archive, options.method());
        return open(archive, options, signature, tokens, context.device(), OptionalLong.empty());
    }

    private static SequenceSubject open(
            ScriptArchive archive,
            ScriptOptions options,
            Signature signature,
            TokenList tokens,
            Device device,
            OptionalLong seed) {
        TappedProgram program = TappedProgram.of(archive, device, seed);
        try {
            ScriptLayout layout = ScriptLayout.probed(archive, program, device, signature, tokens, options.output());
            boolean padded = padded(program, device, signature, tokens, layout);
            String identity = archive.fingerprint() + "\n" + signature + "\n" + tokens.tokens() + "\n"
                    + layout.outputName() + (seed.isPresent() ? "\nrandom twin " + seed.getAsLong() : "");
            return new SequenceSubject(
                    new ScriptNetwork(program, signature, tokens, layout, padded),
                    program::close,
                    archive.modules().get(0).parameters(),
                    (other, context) ->
                            open(archive, options, signature, tokens, context.device(), OptionalLong.of(other)),
                    Checksums.sha256(identity.getBytes(StandardCharsets.UTF_8)),
                    seed.isPresent()
                            ? "random, seed " + seed.getAsLong()
                            : options.weights().getFileName() + " (TorchScript)");
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** Whether what is said of a protein stays the same when a longer one goes through with it. */
    private static boolean padded(
            TappedProgram program, Device device, Signature signature, TokenList tokens, ScriptLayout layout) {
        String letters = tokens.letters();
        long[] brief = tokens.encode(letters.substring(0, letters.length() / 2));
        long[] full = tokens.encode(letters);
        long[] both = Arrays.copyOf(full, 2 * full.length);
        Arrays.fill(both, full.length, both.length, tokens.padding());
        System.arraycopy(brief, 0, both, full.length, brief.length);
        try (NDManager scope = Torch.newManager(device)) {
            NDArray alone = ran(program, scope, signature, tokens, layout, brief, 1);
            NDArray together = ran(program, scope, signature, tokens, layout, both, 2);
            NDArray off = together.get("1:2, :" + brief.length).sub(alone).abs().max();
            double scale = alone.abs().max().toType(DataType.FLOAT64, false).getDouble();
            return off.toType(DataType.FLOAT64, false).getDouble() <= ROUNDING * scale;
        }
    }

    private static NDArray ran(
            TappedProgram program,
            NDManager scope,
            Signature signature,
            TokenList tokens,
            ScriptLayout layout,
            long[] ids,
            int samples) {
        NDArray given = scope.create(ids, new Shape(samples, ids.length / samples));
        return layout.output()
                .turned(program.run(scope, signature.method(), signature.inputs(given, tokens.padding()))
                        .get(layout.outputName()));
    }
}
