package org.echelle.diffusion.samples;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Checksums;

/**
 * Samples by class and seed. The k-th sample of every class starts from the same noise, so a seed is a group: what was seen of it on one
 * side of a split tells of the other.
 */
public final class ClassesKind implements SampleKind<ClassesOptions> {
    @Override
    public String name() {
        return "classes";
    }

    @Override
    public String description() {
        return "Samples by class and seed; without classes, by seed alone.";
    }

    @Override
    public Class<ClassesOptions> options() {
        return ClassesOptions.class;
    }

    @Override
    public SampleSource open(ClassesOptions options, OpenContext context) {
        if (options.each() < 1) {
            throw new DiffusionException(
                    "samples: 'each' is " + options.each() + "; ask for at least one sample of each class.");
        }
        List<String> ask = options.ask().isEmpty() ? List.of("") : List.copyOf(options.ask());
        if (ask.stream().distinct().count() < ask.size()) {
            throw new DiffusionException("samples: 'ask' names a class twice: " + String.join(", ", ask) + ".");
        }
        return new Source(ask, options.each(), options.seed());
    }

    /** Seed by seed, so that any first part holds all classes. */
    private record Source(List<String> ask, int each, long seed) implements SampleSource {
        @Override
        public int size() {
            return Math.multiplyExact(ask.size(), each);
        }

        @Override
        public String id(int index) {
            String asked = ask.get(index % ask.size());
            return (asked.isEmpty() ? "" : asked + "-") + String.format("%05d", seedOf(index));
        }

        private long seedOf(int index) {
            return seed + index / ask.size();
        }

        @Override
        public String group(int index) {
            return Long.toString(seedOf(index));
        }

        @Override
        public String groupedBy() {
            return "seed";
        }

        @Override
        public String fingerprint() {
            return Checksums.sha256(toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Sample load(int index) {
            return new MadeSample(id(index), ask.get(index % ask.size()), "", seedOf(index));
        }
    }
}
