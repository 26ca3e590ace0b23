package org.echelle.sae.architectures;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.echelle.sae.Settings;
import org.echelle.sae.TrainConfig;

/** Training of {@link Matryoshka}: which prefixes a step has, and what their losses weigh. */
final class MatryoshkaObjective extends SelectedObjective {
    private final int[] fixed;
    private final int sampled;
    private final double power;
    private final String weighting;

    MatryoshkaObjective(TrainConfig config, int width) {
        super("matryoshka.py", HostCode.BATCH, config, width);
        fixed = Matryoshka.prefixes(config);
        sampled = (int) Settings.number(config, "sampled");
        power = Settings.number(config, "sampled-power");
        weighting = Settings.word(config, "weighting");
    }

    @Override
    public double[] numbers(long step) {
        int[] prefixes = sampled > 0 ? sample(step) : fixed;
        int levels = prefixes.length;
        double each =
                switch (weighting) {
                    case "authors" -> 1.0 / (levels + 1);
                    case "mean" -> 1.0 / levels;
                    case "sum" -> 1;
                    default -> 1.0 / levels / levels;
                };
        double[] out = new double[2 + 2 * levels];
        out[0] = weighting.equals("authors") ? each : 0;
        out[1] = levels;
        for (int i = 0; i < levels; i++) {
            out[2 + i] = prefixes[i];
            out[2 + levels + i] = each;
        }
        return out;
    }

    /**
     * Prefixes of a step, from the seed and the step alone: all features, and others drawn without replacement, length l with
     * probability proportional to {@code l^q - (l-1)^q}.
     */
    int[] sample(long step) {
        int n = config.features();
        SplittableRandom random = new SplittableRandom(config.seed() * 0x9E3779B97F4A7C15L + step + 1);
        TreeSet<Integer> out = new TreeSet<>(List.of(n));
        while (out.size() < sampled) {
            int length = (int) Math.ceil((n - 1) * Math.pow(random.nextDouble(), 1 / power));
            out.add(Math.max(1, length)); // one that is there already is drawn again
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Map<String, Object> facts() {
        return sampled > 0
                ? Map.of()
                : Map.of("prefixes", Arrays.stream(fixed).boxed().toList());
    }

    @Override
    public long stepFloats(TrainConfig c, int d) {
        int levels = sampled > 0 ? sampled : fixed.length;
        return super.stepFloats(c, d) + (long) (levels + 2) * c.batch() * d;
    }
}
