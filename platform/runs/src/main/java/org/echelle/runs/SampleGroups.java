package org.echelle.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.Progress;
import org.echelle.api.SampleSource;

/** Which samples belong together and must stay on one side of a split: as the source says, or as a table says. */
final class SampleGroups {
    private final String[] id;
    private final String[] group;
    private final String kind;
    private final Set<String> names;

    /**
     * @param id {@code [samples]} and {@code group} {@code [samples]}: names
     * @param kind what the groups are, in a word
     */
    SampleGroups(String[] id, String[] group, String kind) {
        this.id = id;
        this.group = group;
        this.kind = kind;
        this.names = new LinkedHashSet<>(List.of(group));
    }

    /**
     * The groups of the first {@code count} samples.
     *
     * @throws RunException when the table cannot be read or names none of the samples
     */
    static SampleGroups of(SampleSource samples, int count, ScoringOptions options, Progress progress) {
        String[] id = new String[count];
        String[] group = new String[count];
        for (int i = 0; i < count; i++) {
            id[i] = samples.id(i);
            group[i] = samples.group(i);
        }
        if (options.groups().isEmpty()) {
            boolean told = !java.util.Arrays.equals(id, group);
            String kind = samples.groupedBy();
            return new SampleGroups(id, group, kind.isEmpty() && told ? "group" : kind);
        }
        return fromTable(options.groups().get(), id, progress);
    }

    private static SampleGroups fromTable(Path table, String[] id, Progress progress) {
        List<String> lines;
        try {
            lines = Files.readAllLines(table, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RunException(
                    "The table of groups " + table + " (score.groups) cannot be read: " + e.getMessage()
                            + "; it must be a text file with two columns, sample and group, the first line naming them.",
                    e);
        }
        Map<String, String> groupOf = new HashMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            if (line.isBlank()) {
                continue;
            }
            String[] cells = cells(table, line);
            String before = groupOf.put(cells[0], cells[1]);
            if (before != null && !before.equals(cells[1])) {
                throw new RunException("The table of groups " + table + " puts sample " + cells[0]
                        + " into two groups, " + before + " and " + cells[1] + "; keep one.");
            }
        }
        String[] group = new String[id.length];
        int missing = 0;
        for (int i = 0; i < id.length; i++) {
            group[i] = groupOf.get(id[i]);
            if (group[i] == null) {
                group[i] = id[i];
                missing++;
            }
        }
        if (missing == id.length) {
            throw new RunException("The table of groups " + table + " names none of the " + id.length
                    + " samples; they are called like \"" + id[0] + "\".");
        }
        if (missing > 0) {
            progress.note("The table of groups " + table.getFileName() + " does not name " + missing + " of "
                    + id.length + " samples; each of them counts as a group of its own.");
        }
        return new SampleGroups(id, group, cells(table, lines.get(0))[1]);
    }

    /** A name may hold commas: the group is what stands behind the last one. */
    private static String[] cells(Path table, String line) {
        int cut = Math.max(line.lastIndexOf(','), line.lastIndexOf('\t'));
        if (cut < 0) {
            throw new RunException("The table of groups " + table + " has the line \"" + line
                    + "\", which has no second column; write sample,group.");
        }
        return new String[] {plain(line.substring(0, cut)), plain(line.substring(cut + 1))};
    }

    /** What stands before the last comma or tab of a line, and behind it; nothing before where there is none. */
    static String[] lastTwo(String line) {
        int cut = Math.max(line.lastIndexOf(','), line.lastIndexOf('\t'));
        return new String[] {cut < 0 ? "" : plain(line.substring(0, cut)), plain(line.substring(cut + 1))};
    }

    private static String plain(String cell) {
        String text = cell.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    int samples() {
        return group.length;
    }

    String id(int sample) {
        return id[sample];
    }

    /** The group of a sample. */
    String of(int sample) {
        return group[sample];
    }

    /** What the groups are, in a word; empty when nobody knows which samples belong together. */
    String kind() {
        return kind;
    }

    /** Distinct groups. */
    Set<String> names() {
        return names;
    }

    /** Groups that have a sample among these. */
    Set<String> among(BitSet samples) {
        Set<String> found = new TreeSet<>();
        samples.stream().forEach(s -> found.add(group[s]));
        return found;
    }

    /** What stores and run.json tell of the groups; names of patients stay out of it. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("grouped-by", kind.isEmpty() ? "unknown: every sample counts as its own group" : kind);
        facts.put("groups", names.size());
        facts.put("groups-fingerprint", Keys.of((Object[]) group));
        return facts;
    }
}
