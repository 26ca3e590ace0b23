package org.echelle.recommender.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.echelle.recommender.log.IdMap;

/** Titles and attributes of items by their rows in the table of embeddings. */
public final class ItemTable {
    /** Nothing is known of any item. */
    public static final ItemTable NONE = new ItemTable(Map.of());

    private final Map<Integer, String> titles = new LinkedHashMap<>();
    private final List<String> attributes;
    private final List<BitSet> having = new ArrayList<>();
    private final BitSet described = new BitSet();

    private ItemTable(Map<Integer, Described> items) {
        Map<String, BitSet> byName = new TreeMap<>();
        items.forEach((row, item) -> {
            titles.put(row, item.title());
            List<String> own = item.attributes();
            if (!own.isEmpty()) {
                described.set(row);
            }
            own.forEach(a -> byName.computeIfAbsent(a, n -> new BitSet()).set(row));
        });
        attributes = List.copyOf(byName.keySet());
        having.addAll(byName.values());
    }

    /**
     * Puts items into their rows; those without a row are no part of the model and are left out.
     *
     * @param byId items by the log's ids
     */
    public static ItemTable of(Map<String, Described> byId, IdMap ids) {
        bands(byId);
        Map<Integer, Described> rows = new TreeMap<>();
        byId.forEach((id, item) -> {
            OptionalInt row = ids.row(id);
            if (row.isPresent()) {
                rows.put(row.getAsInt(), item);
            }
        });
        return new ItemTable(rows);
    }

    /** Numbers become thirds of equal frequency: low, middle, high. */
    private static void bands(Map<String, Described> byId) {
        Map<String, List<Double>> all = new TreeMap<>();
        byId.values().forEach(d -> d.numbers().forEach((group, v) -> all.computeIfAbsent(group, g -> new ArrayList<>())
                .add(v)));
        all.forEach((group, values) -> {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            double low = sorted[Math.max(0, sorted.length / 3 - 1)];
            double high = sorted[Math.max(0, 2 * sorted.length / 3 - 1)];
            byId.values().forEach(d -> {
                Double v = d.numbers().get(group);
                if (v != null) {
                    d.value(group, v <= low ? "low" : v <= high ? "middle" : "high");
                }
            });
        });
    }

    public boolean isEmpty() {
        return titles.isEmpty();
    }

    /** One more than the last row of which something is known. */
    public int rows() {
        return titles.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    /** The item's title; its row where nothing is known of it. */
    public String title(int row) {
        String title = titles.getOrDefault(row, "");
        return title.isEmpty() ? "item " + row : title;
    }

    public boolean has(int row) {
        return titles.containsKey(row);
    }

    /** Names such as {@code genre/Comedy}, sorted. */
    public List<String> attributes() {
        return attributes;
    }

    /** The rows whose items have an attribute; not to be changed. */
    public BitSet having(int attribute) {
        return having.get(attribute);
    }

    /** The rows whose items have any attribute; not to be changed. */
    public BitSet described() {
        return described;
    }

    /** What decides labels, for a fingerprint. */
    public String settings() {
        return Arrays.toString(having.stream().mapToInt(BitSet::hashCode).toArray()) + attributes + titles.hashCode();
    }
}
