package ${package};

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.echelle.api.SampleSource;
import org.echelle.torch.Checksums;

/** Samples in memory. Where yours do not fit there, keep the names here and read each in {@link #load}, which several threads call. */
final class Rows implements SampleSource {
    private final List<String> columns;
    private final List<Row> rows;
    private final String fingerprint;

    Rows(List<String> columns, List<Row> rows) {
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
        StringBuilder all = new StringBuilder(columns.toString());
        for (Row row : rows) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * row.values().length);
            bytes.asFloatBuffer().put(row.values());
            all.append(row.id()).append(new TreeSet<>(row.labels())).append(Checksums.sha256(bytes.array()));
        }
        fingerprint = Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Names of the numbers of a row. */
    List<String> columns() {
        return columns;
    }

    /** Every label that some row has. */
    SortedSet<String> labels() {
        SortedSet<String> labels = new TreeSet<>();
        rows.forEach(row -> labels.addAll(row.labels()));
        return labels;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public String id(int index) {
        return rows.get(index).id();
    }

    /** Rows are independent of each other. If several come from one patient, override {@code group} and say {@code "patient"}. */
    @Override
    public String groupedBy() {
        return "row";
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Row load(int index) {
        return rows.get(index);
    }
}
