package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Labels;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.Activation;
import org.echelle.nn.Embedding;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;

/**
 * DiT's: the embeddings of time and class are added, and a linear layer a block makes the six vectors of the sum's SiLU.
 *
 * <p>facebook's network has one pair of embeddings; diffusers' has one a block, and the last layer reads the first block's.
 */
final class ClassConditioner implements Conditioner {
    private final DitConfig config;
    private final Conditioning conditioning;
    private final List<NumberEmbedding> times = new ArrayList<>(); // one, or one a block
    private final List<Embedding> classes = new ArrayList<>();
    private final List<Linear> modulations = new ArrayList<>();
    private final Linear last;

    ClassConditioner(DitConfig config, Conditioning conditioning, Parameters p) {
        this.config = config;
        this.conditioning = conditioning;
        DitLayout layout = config.layout();
        int d = config.width();
        int entries = config.classes() + (config.hasNone() ? 1 : 0);
        for (int i = 0; i < (layout.isAuthors() ? 1 : config.depth()); i++) {
            times.add(new NumberEmbedding(p, layout.name(Part.TIME_IN, i), layout.name(Part.TIME_OUT, i), d));
            classes.add(new Embedding(p.at(layout.name(Part.CLASSES, i)), entries, d));
        }
        for (int i = 0; i < config.depth(); i++) {
            modulations.add(new Linear(p.at(layout.name(Part.MODULATION, i)), d, 6L * d, true));
        }
        last = new Linear(p.at(layout.name(Part.LAST_MODULATION)), d, 2L * d, true);
    }

    @Override
    public Told tell(double[] at, Condition condition, long batch, NDManager scope) {
        NDArray waves = NumberEmbedding.sinusoid(config.frequencyShift()).of(scope, at);
        NDArray labels = Labels.of(condition, conditioning, batch, scope);
        List<NDArray> active = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            try (NDArray time = times.get(i).forward(waves);
                    NDArray kind = classes.get(i).forward(labels);
                    NDArray sum = time.add(kind)) {
                active.add(Activation.SILU.forward(sum));
            }
        }
        return new Told() {
            @Override
            public NDArray block(int block) {
                return vectors(modulations.get(block), active.get(Math.min(block, active.size() - 1)), 6);
            }

            @Override
            public NDArray last() {
                return vectors(last, active.get(0), 2);
            }

            @Override
            public Optional<DitBlock.Text> text() {
                return Optional.empty();
            }
        };
    }

    private NDArray vectors(Linear layer, NDArray active, int count) {
        try (NDArray flat = layer.forward(active)) {
            return flat.reshape(-1, count, config.width());
        }
    }
}
