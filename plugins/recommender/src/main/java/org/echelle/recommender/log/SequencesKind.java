package org.echelle.recommender.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.recommender.RecommenderException;

/** Histories that somebody else cut and numbered already, as gSASRec's data sets are: a user's item rows a line. */
public final class SequencesKind implements SampleKind<SequenceOptions> {
    @Override
    public String name() {
        return "sequences";
    }

    @Override
    public String description() {
        return "Histories numbered for a model already: a user's item rows a line, and the items that came next in files beside.";
    }

    @Override
    public Class<SequenceOptions> options() {
        return SequenceOptions.class;
    }

    @Override
    public SampleSource open(SequenceOptions o, OpenContext context) {
        List<int[]> histories = new ArrayList<>();
        Lines.each(o.path(), StandardCharsets.UTF_8, (text, number) -> {
            String[] cells = text.strip().split("[\\s,]+");
            int[] rows = new int[cells.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = row(cells[i], o.path(), number);
            }
            histories.add(rows);
        });
        if (histories.isEmpty() || o.maxLength() < 1) {
            throw new RecommenderException(
                    histories.isEmpty() ? "The file " + o.path() + " holds no history." : "max-length is at least 1.");
        }
        int n = histories.size();
        List<Integer> users = o.userNumbers().map(f -> numbers(f, n)).orElse(List.of());
        List<Integer> append = o.append().map(f -> numbers(f, n)).orElse(List.of());
        List<Integer> next = o.next().map(f -> numbers(f, -1)).orElse(List.of());
        Map<Integer, String> names = new HashMap<>();
        o.userIds()
                .ifPresent(f -> Lines.each(f, StandardCharsets.UTF_8, (text, line) -> {
                    String[] parts = text.strip().split("[\\s,]+", 2);
                    names.put(row(parts[0], f, line), parts.length > 1 ? parts[1].strip() : parts[0]);
                }));
        List<Kept.Draft> drafts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int user = users.isEmpty() ? i + 1 : users.get(i);
            int[] items = histories.get(i);
            if (!append.isEmpty()) {
                items = java.util.Arrays.copyOf(items, items.length + 1);
                items[items.length - 1] = append.get(i);
            }
            int from = Math.max(0, items.length - o.maxLength());
            drafts.add(new Kept.Draft(
                    names.getOrDefault(user, Integer.toString(user)),
                    user,
                    java.util.Arrays.copyOfRange(items, from, items.length),
                    java.util.Arrays.copyOf(items, from),
                    new long[0],
                    next(next, i, user, n, o)));
        }
        IdMap ids = o.itemIds().map(IdMap::read).orElseGet(IdMap::same);
        return Opening.source(drafts, o.items(), o.users(), ids, context.progress());
    }

    private static OptionalInt next(List<Integer> next, int line, int user, int lines, SequenceOptions o) {
        if (next.isEmpty()) {
            return OptionalInt.empty();
        }
        int at = next.size() == lines ? line : user - 1;
        if (at < 0
                || at >= next.size()
                || (next.size() != lines && o.userNumbers().isEmpty())) {
            throw new RecommenderException("The file " + o.next().orElseThrow() + " has " + next.size() + " lines for "
                    + lines + " histories: give one a history, or one a user with samples.user-numbers.");
        }
        return OptionalInt.of(next.get(at));
    }

    private static List<Integer> numbers(Path file, int wanted) {
        List<Integer> all = new ArrayList<>();
        Lines.each(file, StandardCharsets.UTF_8, (text, number) -> all.add(row(text.strip(), file, number)));
        if (wanted >= 0 && all.size() != wanted) {
            throw new RecommenderException("The file " + file + " has " + all.size() + " lines for " + wanted
                    + " histories; give one for each.");
        }
        return all;
    }

    private static int row(String cell, Path file, long number) {
        if (!cell.matches("\\d{1,9}")) {
            throw new RecommenderException("Line " + number + " of " + file + " holds '" + cell
                    + "' where a row number should be; ids of a log are read by the kinds interactions and movielens.");
        }
        return Integer.parseInt(cell);
    }
}
