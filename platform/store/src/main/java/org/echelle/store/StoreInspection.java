package org.echelle.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is in a store, an index or a matrix file, as lines of text. */
public final class StoreInspection {
    private static final int SAMPLED_ROWS = 65536;
    private static final int SHOWN_ROWS = 3;

    private final List<String> lines = new ArrayList<>();

    private StoreInspection() {}

    /**
     * Describes a folder or file. Statistics are of the first {@value #SAMPLED_ROWS} rows where there are more, and say so.
     *
     * @throws StoreException if it is none of the three, or damaged
     */
    public static List<String> lines(Path folderOrFile) {
        StoreInspection text = new StoreInspection();
        if (Files.isDirectory(folderOrFile) && FeatureIndex.exists(folderOrFile)) {
            text.index(FeatureIndex.open(folderOrFile));
        } else {
            RowSource source = RowSource.open(folderOrFile);
            if (source instanceof ActivationStore store) {
                text.store(store);
            } else {
                text.add("matrix file", folderOrFile);
            }
            text.rows(source);
        }
        return List.copyOf(text.lines);
    }

    private void add(String name, Object value) {
        lines.add(String.format(Locale.ROOT, "%-22s %s", name, value));
    }

    private void store(ActivationStore store) {
        StoreManifest m = store.manifest();
        add("activation store", store.folder());
        add("hook point", m.hookPoint().name() + " (" + m.hookPoint().description() + ")");
        add("element type", m.elementType());
        add("samples", m.samples());
        add("shards", m.shards().size());
        add("bytes", bytes(m.bytes()));
        add("created", m.created());
        add("subject", m.subjectFingerprint());
        add("sample fingerprint", m.samplesFingerprint());
        facts(m.versions());
        facts(m.facts());
        for (StoreManifest.Shard shard :
                m.shards().subList(0, Math.min(8, m.shards().size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s  %d rows  %s  sha256 %s",
                    shard.file(),
                    shard.rows(),
                    bytes(shard.bytes()),
                    shard.sha256()));
        }
        if (m.shards().size() > 8) {
            lines.add("  and " + (m.shards().size() - 8) + " more");
        }
    }

    private void facts(Map<String, ?> facts) {
        facts.forEach((name, value) -> add(name, value));
    }

    private void rows(RowSource source) {
        add("rows", source.rows());
        add("width", source.width());
        add("axes", String.join(", ", source.axes()));
        add("fingerprint", source.fingerprint());
        RowBlock block = RowBlock.allocate(Math.max(1, Math.min(4096, (1 << 24) / (4 * source.width()))), source);
        RowStatistics statistics =
                new RowStatistics(source.width(), source.axes().size());
        try (RowReader reader = source.read(ReadOrder.sequential())) {
            while (statistics.rows() < SAMPLED_ROWS && reader.read(block) > 0) {
                if (statistics.rows() == 0) {
                    first(source, block);
                }
                statistics.add(block);
            }
        }
        if (statistics.rows() > 0) {
            statistics(source, statistics);
        }
    }

    private void first(RowSource source, RowBlock block) {
        for (int r = 0; r < Math.min(SHOWN_ROWS, block.rows()); r++) {
            StringBuilder row = new StringBuilder();
            for (int a = 0; a < source.axes().size(); a++) {
                row.append(a == 0 ? "" : ", ")
                        .append(source.axes().get(a))
                        .append(' ')
                        .append(block.coordinates()[a][r]);
            }
            float[] values = block.row(r);
            row.append(": ");
            for (int i = 0; i < Math.min(6, values.length); i++) {
                row.append(String.format(Locale.ROOT, "%.5g ", values[i]));
            }
            add(
                    "row " + r,
                    row.append(values.length > 6 ? "..." : "").toString().strip());
        }
    }

    private void statistics(RowSource source, RowStatistics s) {
        String of = s.rows() == source.rows() ? "" : "  (first " + s.rows() + " rows)";
        for (int a = 0; a < source.axes().size(); a++) {
            add("range of " + source.axes().get(a), s.low(a) + " to " + s.high(a) + of);
        }
        lines.add(String.format(Locale.ROOT, "%-22s %.6g%s", "mean row norm", s.meanNorm(), of));
        lines.add(String.format(Locale.ROOT, "%-22s %.6g%s", "norm of the mean row", s.normOfMean(), of));
        lines.add(String.format(Locale.ROOT, "%-22s %.6g%s", "variance (all columns)", s.totalVariance(), of));
        lines.add(String.format(Locale.ROOT, "%-22s %.6g to %.6g%s", "values", s.smallest(), s.largest(), of));
    }

    private void index(FeatureIndex index) {
        IndexManifest m = index.manifest();
        add("feature index", "");
        add("features", m.features());
        add("rows", m.rows());
        add("entries", m.nonZeros());
        add("entries a row", m.rows() == 0 ? 0 : String.format(Locale.ROOT, "%.3f", (double) m.nonZeros() / m.rows()));
        add("axes", String.join(", ", m.axes()));
        add(
                "bytes",
                bytes(m.files().stream().mapToLong(StoreManifest.Shard::bytes).sum()));
        add("created", m.created());
        facts(m.facts());
        long[] counts = new long[m.features()];
        int dead = 0;
        int strongest = 0;
        for (int j = 0; j < counts.length; j++) {
            counts[j] = index.count(j);
            dead += counts[j] == 0 ? 1 : 0;
            strongest = index.max(j) > index.max(strongest) ? j : strongest;
        }
        Arrays.sort(counts);
        add("never active", dead + " features");
        add("rows of a feature", "median " + counts[counts.length / 2] + ", most " + counts[counts.length - 1]);
        add("strongest", "feature " + strongest + " reaches " + index.max(strongest));
    }

    private static String bytes(long bytes) {
        double mib = bytes / 1048576.0;
        return bytes + (mib >= 1 ? String.format(Locale.ROOT, " (%.1f MiB)", mib) : "");
    }
}
