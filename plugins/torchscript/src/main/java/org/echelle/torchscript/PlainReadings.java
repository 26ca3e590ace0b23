package org.echelle.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.torch.HostTensor;
import org.echelle.torchscript.samples.ArraySample;
import org.echelle.torchscript.subject.ExampleShapes;

/**
 * What the numbers that go into a network say without it, of the first tensor of a sample: their mean, spread (standard deviation),
 * smallest and largest; where a hook point's positions divide the dimensions of the input (readings in time, cells of a picture) also
 * mean, spread and change to the place before of the readings there; and for short vectors the numbers themselves.
 */
final class PlainReadings implements PlainFeatures {
    /** Vectors up to this length are features one by one. */
    private static final int SHORT = 64;

    private static final List<String> HERE = List.of("mean here", "spread here", "change here");
    private static final List<String> WHOLE = List.of("mean", "spread", "smallest", "largest");

    private final ExampleShapes shapes;
    private final int single;
    private final boolean positions;
    private final List<String> names;

    PlainReadings(ExampleShapes shapes) {
        this.shapes = shapes;
        this.positions = shapes.positions();
        long[] input = shapes.input();
        this.single = !positions && input.length == 1 && input[0] <= SHORT ? (int) input[0] : 0;
        List<String> all = new ArrayList<>(positions ? HERE : List.of());
        all.addAll(WHOLE);
        IntStream.range(0, single).forEach(i -> all.add("number " + i));
        this.names = List.copyOf(all);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public float[] of(Sample sample, SampleSites sites) {
        HostTensor tensor = ((ArraySample) sample).tensors().values().iterator().next();
        float[] values = tensor.toFloats();
        float[] whole = whole(values);
        float[] out = new float[sites.rows() * names.size()];
        Windows windows = positions ? Windows.of(values, tensor.shape(), shapes, sites.hook()) : Windows.NONE;
        for (int row = 0; row < sites.rows(); row++) {
            int at = row * names.size();
            if (positions) {
                float[] here = windows.at(sites.coordinates(), row);
                System.arraycopy(here == null ? new float[] {whole[0], whole[1], 0} : here, 0, out, at, HERE.size());
                at += HERE.size();
            }
            System.arraycopy(whole, 0, out, at, whole.length);
            at += whole.length;
            System.arraycopy(values, 0, out, at, Math.min(single, values.length));
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.isFinite(out[i]) ? out[i] : 0;
        }
        return out;
    }

    private static float[] whole(float[] values) {
        double sum = 0;
        double squares = 0;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return new float[] {(float) (sum / values.length), Windows.spread(sum, squares, values.length), least, most};
    }
}
