package ${package};

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/**
 * A world whose truth is known. Each of twelve causes raises three channels of its own; a row shows one to three causes and some noise.
 * The network that belongs to it keeps all twelve in eight dimensions, so none has a neuron of its own: what a dictionary is for.
 */
final class MadeWorld {
    static final int CAUSES = 12;
    private static final int RAISED = 3;
    private static final int CHANNELS = CAUSES * RAISED;
    private static final int WIDTH = 8;
    private static final float[] SHAPE = {0.4f, 0.8f, 0.4f};
    private static final double NOISE = 0.05;
    private static final long DIRECTIONS = 14543; // of twenty thousand draws the one whose directions are least alike (at most 0.55)

    private MadeWorld() {}

    static List<String> columns() {
        return IntStream.range(0, CHANNELS).mapToObj(c -> "channel " + c).toList();
    }

    static Row row(int index, Random random) {
        float[] values = new float[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            values[c] = (float) (NOISE * random.nextGaussian());
        }
        Set<String> labels = new HashSet<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int cause = random.nextInt(CAUSES);
            if (labels.add("cause/" + (char) ('a' + cause))) {
                float strength = 0.5f + random.nextFloat();
                for (int i = 0; i < RAISED; i++) {
                    values[cause * RAISED + i] += strength * SHAPE[i];
                }
            }
        }
        return new Row("row-" + index, values, labels);
    }

    /** Reads each cause off its channels, writes it along a direction of the bottleneck, and back. */
    static Weights weights() {
        float[] encoder = new float[WIDTH * CHANNELS];
        float[] decoder = new float[CHANNELS * WIDTH];
        double[][] directions = directions();
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int d = 0; d < WIDTH; d++) {
                float weight = (float) directions[channel / RAISED][d] * SHAPE[channel % RAISED];
                encoder[d * CHANNELS + channel] = weight;
                decoder[channel * WIDTH + d] = weight;
            }
        }
        return Weights.of(Map.of(
                "encoder.weight", HostTensor.ofFloats(encoder, WIDTH, CHANNELS),
                "encoder.bias", HostTensor.ofFloats(new float[WIDTH], WIDTH),
                "decoder.weight", HostTensor.ofFloats(decoder, CHANNELS, WIDTH),
                "decoder.bias", HostTensor.ofFloats(new float[CHANNELS], CHANNELS)));
    }

    /** Random directions of length 1, one a cause. */
    private static double[][] directions() {
        Random random = new Random(DIRECTIONS);
        double[][] directions = new double[CAUSES][WIDTH];
        for (double[] direction : directions) {
            double square = 0;
            for (int d = 0; d < WIDTH; d++) {
                direction[d] = random.nextGaussian();
                square += direction[d] * direction[d];
            }
            for (int d = 0; d < WIDTH; d++) {
                direction[d] /= Math.sqrt(square);
            }
        }
        return directions;
    }
}
