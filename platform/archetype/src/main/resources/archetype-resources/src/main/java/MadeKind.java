package ${package};

import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;

/** Samples without a file. */
final class MadeKind implements SampleKind<MadeKind.Options> {
    /** The section {@code samples} of a run config; a key with a fallback may be left out. */
    public record Options(
            @Option(value = "Number of rows", fallback = "2000") int count,
            @Option(value = "Decides the rows", fallback = "7") long seed) {}

    @Override
    public String name() {
        return "made";
    }

    @Override
    public String description() {
        return "Rows with one to three of twelve causes.";
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public SampleSource open(Options options, OpenContext context) {
        if (options.count() < 1) {
            throw new PluginException("There must be at least one row, not " + options.count() + "; raise samples.count.");
        }
        Random random = new Random(options.seed());
        return new Rows(
                MadeWorld.columns(),
                IntStream.range(0, options.count()).mapToObj(i -> MadeWorld.row(i, random)).toList());
    }
}
