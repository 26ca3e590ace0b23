package org.echelle.torchscript.concepts;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.echelle.torchscript.ScriptException;

/** Labels in an array: of whole samples {@code [samples]}, or of sites {@code [samples, ...axes]}. */
public final class ArrayConceptKind implements ConceptKind<ArrayConceptOptions> {
    private static final int MOST_CLASSES = 10_000;

    @Override
    public String name() {
        return "array";
    }

    @Override
    public String description() {
        return "An array of classes or degrees, one a sample or one a site.";
    }

    @Override
    public Class<ArrayConceptOptions> options() {
        return ArrayConceptOptions.class;
    }

    @Override
    public ConceptSource open(ArrayConceptOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!Files.isRegularFile(options.path())) {
            throw new ScriptException(
                    "There is no file " + options.path() + "; the concepts' path must name an array.");
        }
        Weights file = Weights.read(options.path());
        String name = options.tensor().orElseGet(() -> {
            if (file.names().size() > 1) {
                throw new ScriptException(options.path() + " holds several tensors; say which with tensor: "
                        + String.join(", ", file.names()) + ".");
            }
            return file.names().iterator().next();
        });
        HostTensor tensor = file.tensor(name);
        long[] shape = tensor.shape();
        if (shape.length == 0 || shape[0] != samples.size()) {
            throw new ScriptException(
                    "The array of " + options.path() + " has the shape " + java.util.Arrays.toString(shape)
                            + "; its first dimension must count the " + samples.size() + " samples.");
        }
        return tensor.type().isFloat() ? degrees(options, tensor, shape) : classes(options, tensor, shape);
    }

    private static ConceptSource classes(ArrayConceptOptions options, HostTensor tensor, long[] shape) {
        long[] labels = tensor.toLongs();
        int most = options.names().size();
        for (long label : labels) {
            if (label != options.unknown() && (label < 0 || label >= MOST_CLASSES)) {
                throw new ScriptException("The array of " + options.path() + " holds the class " + label
                        + "; classes go from 0 to " + (MOST_CLASSES - 1) + ".");
            }
            most = Math.max(most, (int) Math.min(MOST_CLASSES, label + 1));
        }
        List<Concept> concepts = new ArrayList<>();
        List<Integer> classOf = new ArrayList<>();
        for (int c = 0; c < most; c++) {
            if (options.background().equals(Optional.of((long) c))) {
                continue;
            }
            classOf.add(c);
            String value = c < options.names().size() ? options.names().get(c) : String.valueOf(c);
            concepts.add(concept(options, options.group() + "/" + value, value, shape, Concept.Scale.BOOLEAN));
        }
        return new Source(
                concepts,
                shape,
                (at, c) -> labels[at] == options.unknown() ? Float.NaN : labels[at] == classOf.get(c) ? 1 : 0);
    }

    private static ConceptSource degrees(ArrayConceptOptions options, HostTensor tensor, long[] shape) {
        float[] values = tensor.toFloats();
        for (float value : values) {
            if (value < 0 || value > 1) {
                throw new ScriptException(
                        "The array of " + options.path() + " holds " + value + "; degrees go from 0 to 1.");
            }
        }
        Concept one = concept(options, options.group(), options.group(), shape, Concept.Scale.GRADED);
        return new Source(List.of(one), shape, (at, c) -> values[at]);
    }

    private static Concept concept(
            ArrayConceptOptions options, String id, String value, long[] shape, Concept.Scale scale) {
        return new Concept(
                id,
                value,
                options.group(),
                shape.length == 1 ? Concept.Level.SAMPLE : Concept.Level.SITE,
                scale,
                String.valueOf(options.path().getFileName()));
    }

    private interface Value {
        /** @param at index in the flat array */
        float of(int at, int concept);
    }

    private record Source(List<Concept> concepts, long[] shape, Value value) implements ConceptSource {
        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            if (shape.length == 1) {
                for (int c = 0; c < concepts.size(); c++) {
                    float v = value.of(sample, c);
                    if (Float.isNaN(v)) {
                        sink.unknownSample(c);
                    } else if (v > 0) {
                        sink.sample(c, v);
                    }
                }
                return;
            }
            int axes = shape.length - 1;
            if (sites.coordinates().length < axes) {
                throw new ScriptException("The labels have " + axes + " axes beside the samples, and the hook point "
                        + sites.hook().name() + " has " + sites.coordinates().length + ": give one label a site.");
            }
            for (int row = 0; row < sites.rows(); row++) {
                long at = sample;
                boolean inside = true;
                for (int axis = 0; axis < axes; axis++) {
                    int place = sites.coordinates()[axis][row];
                    inside &= place >= 0 && place < shape[axis + 1];
                    at = at * shape[axis + 1] + place;
                }
                for (int c = 0; c < concepts.size(); c++) {
                    float v = inside ? value.of((int) at, c) : Float.NaN;
                    if (Float.isNaN(v)) {
                        sink.unknownSite(c, row);
                    } else if (v > 0) {
                        sink.site(c, row, v, 0);
                    }
                }
            }
        }
    }
}
