package ${package};

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.nn.subject.Blueprint;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.torch.Weights;

/** Opens the network. */
final class NetworkKind implements SubjectKind<NetworkKind.Options> {
    /** The section {@code subject} of a run config; the host binds and checks it, and makes the help from these sentences. */
    public record Options(
            @Option("A state_dict (safetensors, .pt, .npz); a small made network without it") Optional<Path> weights) {}

    @Override
    public String name() {
        return "network";
    }

    @Override
    public String description() {
        return "An autoencoder.";
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Subject open(Options options, OpenContext context) {
        Weights weights = options.weights().map(Weights::read).orElseGet(MadeWorld::weights);
        return open(weights, options.weights().map(Path::toString).orElse("made"), context);
    }

    /** Takes every layer's weights by name; what is missing, left over or of another shape is refused in a sentence. */
    static Subject open(Weights weights, String origin, OpenContext context) {
        Blueprint<Layers> blueprint =
                Blueprint.of("this autoencoder", "autoencoder " + weights.fingerprint(), Layers::new);
        return BuiltNetwork.open(blueprint, weights, origin, context).into(Network::new);
    }
}
