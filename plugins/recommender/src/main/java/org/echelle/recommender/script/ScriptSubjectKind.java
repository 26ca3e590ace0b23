package org.echelle.recommender.script;

import ai.djl.Device;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.subject.RecommenderSubject;
import org.echelle.torch.Checksums;
import org.echelle.torch.hub.HubCache;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.TappedProgram;

/**
 * Any recommender that PyTorch saved as a TorchScript archive, scripted or traced, and that is shown the rows of consumed items.
 *
 * <p>Hook points: the submodules that give a row for each action or one for each history, under their own paths, found by running the
 * archive on histories of two lengths. Rows of actions carry the {@code action}.
 */
public final class ScriptSubjectKind implements SubjectKind<ScriptOptions> {
    @Override
    public String name() {
        return "torchscript";
    }

    @Override
    public String description() {
        return "Any recommender saved with torch.jit.save that takes rows of items, and their numbers if it has a second argument;"
                + " hook points are its submodules.";
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
    public RecommenderSubject open(ScriptOptions options, OpenContext context) {
        ScriptArchive archive = ScriptArchive.openToTap(HubCache.local().resolve(options.weights()));
        check(options);
        Signature signature = Signature.of(archive, options);
        ScriptLayout layout = ScriptLayout.probed(archive, signature, options);
        return open(archive, options, signature, layout, context.device(), OptionalLong.empty());
    }

    private static void check(ScriptOptions o) {
        if (o.length() < 1) {
            throw new RecommenderException("subject.length is at least 1; it is " + o.length() + ".");
        }
        if (o.first() < 0 || o.first() >= o.rows()) {
            throw new RecommenderException("subject.first is a row of the table, 0 to " + (o.rows() - 1)
                    + " with subject.rows of " + o.rows() + "; it is " + o.first() + ".");
        }
        if (o.padding() < 0 || o.padding() >= o.rows()) {
            throw new RecommenderException("subject.padding is a row of the table, 0 to " + (o.rows() - 1)
                    + " with subject.rows of " + o.rows() + "; it is " + o.padding() + ".");
        }
    }

    private static RecommenderSubject open(
            ScriptArchive archive,
            ScriptOptions options,
            Signature signature,
            ScriptLayout layout,
            Device device,
            OptionalLong seed) {
        TappedProgram program = TappedProgram.of(archive, device, seed);
        try {
            String identity = String.join(
                    "\n",
                    archive.fingerprint(),
                    signature.toString(),
                    "length " + options.length() + ", rows " + options.first() + " to " + options.rows() + ", padding "
                            + options.padding() + " " + options.side(),
                    layout.output() + " " + layout.scores(),
                    seed.isPresent() ? "random twin " + seed.getAsLong() : "");
            return new RecommenderSubject(
                    new ScriptNetwork(program, signature, options, layout),
                    program::close,
                    archive.modules().get(0).parameters(),
                    (other, context) ->
                            open(archive, options, signature, layout, context.device(), OptionalLong.of(other)),
                    Checksums.sha256(identity.getBytes(StandardCharsets.UTF_8)),
                    seed.isPresent()
                            ? "random, seed " + seed.getAsLong()
                            : options.weights().getFileName() + " (TorchScript)");
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }
}
