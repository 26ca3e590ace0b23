package org.echelle.protein.esm;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.nn.subject.Blueprint;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.protein.subject.SequenceNetwork;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * ESM-2 of any size, in Hugging Face's and in fair-esm's {@linkplain EsmLayout layout}.
 *
 * <p>Hook points: the embeddings, each layer's attention output, MLP output and residual stream, the final norm, under the module
 * paths of the layout ({@code esm.} left out). Rows carry the {@code residue}.
 */
public final class Esm2SubjectKind implements SubjectKind<Esm2Options> {
    private final Map<String, String> environment;

    /** Looks for the hub's cache where the environment of this process says. */
    public Esm2SubjectKind() {
        this(System.getenv());
    }

    Esm2SubjectKind(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public String name() {
        return "esm2";
    }

    @Override
    public String description() {
        return "The protein language model ESM-2 of any size: Hugging Face or fair-esm weights. The first layer's output is"
                + " encoder.layer.0 (Hugging Face) or layers.0 (fair-esm): layer 1 of InterPLM, layer 0 of BioNeMo and plm-sae.";
    }

    @Override
    public Class<Esm2Options> options() {
        return Esm2Options.class;
    }

    @Override
    public boolean recognises(Path weights) {
        try {
            Weights plain = EsmRecognition.plain(Weights.read(weights));
            return Arrays.stream(EsmLayout.values())
                    .anyMatch(l -> l.prefix(plain.names()).isPresent());
        } catch (EchelleException e) {
            return false; // opening it will say why
        }
    }

    @Override
    public ProteinSubject open(Esm2Options options, OpenContext context) {
        Path place = HubCache.of(environment).resolve(options.weights());
        Weights raw = Weights.read(place);
        EsmRecognition recognition = EsmRecognition.of(raw, options);
        EsmConfig config = recognition.config();
        List<String> notRun = recognition.notRun(config);
        Weights weights = recognition.weights();
        Blueprint<SequenceNetwork> blueprint = Blueprint.of(
                "an ESM-2 (" + config.layout().title() + " layout)", weights.fingerprint() + "\n" + config, p -> {
                    recognition.ignore(p, config);
                    return new EsmNetwork(config, notRun, p);
                });
        String origin = options.weights().getFileName() + " (" + raw.format() + ")";
        return BuiltNetwork.open(blueprint, weights, origin, context).into(SequenceSubject::of);
    }
}
