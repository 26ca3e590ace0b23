package org.echelle.recommender.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.api.Progress;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.Checksums;

/**
 * Who consumed what, as a graph collaborative model was trained on: edges between rows of users and rows of items, each once.
 *
 * @param users {@code [edge]} rows of users
 * @param items {@code [edge]} rows of items
 */
public record InteractionGraph(int[] users, int[] items) {
    /** Number of edges. */
    public int size() {
        return users.length;
    }

    /** Hash of all edges in their order. */
    public String fingerprint() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(8, size()));
        bytes.asIntBuffer().put(users).put(items);
        return Checksums.sha256(bytes);
    }

    /**
     * Reads a log in a format that sample kinds read. What is held out of a user makes no edge; users and items without a row make none
     * either, which a note counts.
     *
     * @param timeShare for {@link HoldOut#TIME}, the share of actions before its instant
     */
    public static InteractionGraph read(
            Path path,
            Optional<Path> itemIds,
            Optional<Path> userIds,
            HoldOut split,
            double timeShare,
            Progress progress) {
        Path file = AnyLog.file(path);
        InteractionLog log = AnyLog.read(file);
        if (split == HoldOut.TIME && !log.timed()) {
            throw new RecommenderException("split: time needs a log with times; " + file + " has none.");
        }
        int[] itemRows = rows(log.items(), itemIds);
        int[] userRows = rows(log.users(), userIds);
        List<InteractionLog.Actions> all = log.byUser();
        long cut = split == HoldOut.TIME ? Kept.instant(all, log.size(), timeShare) : 0;
        List<int[]> edges = new ArrayList<>();
        int count = 0;
        for (InteractionLog.Actions actions : all) {
            int[] mine = userRows[actions.user()] < 0 ? new int[0] : consumed(actions, itemRows, split, cut);
            edges.add(mine);
            count += mine.length;
        }
        if (count == 0) {
            throw new RecommenderException("No action of " + file
                    + " is between a user and an item that have rows; look at subject.item-ids and subject.user-ids.");
        }
        int[] users = new int[count];
        int[] items = new int[count];
        int at = 0;
        for (int u = 0; u < edges.size(); u++) {
            int[] mine = edges.get(u);
            Arrays.fill(users, at, at + mine.length, userRows[all.get(u).user()]);
            System.arraycopy(mine, 0, items, at, mine.length);
            at += mine.length;
        }
        tell(itemRows, "items", progress);
        tell(userRows, "users", progress);
        return new InteractionGraph(users, items);
    }

    private static int[] rows(List<String> ids, Optional<Path> map) {
        IdMap rows = map.map(IdMap::read).orElseGet(IdMap::same);
        int[] all = new int[ids.size()];
        for (int i = 0; i < all.length; i++) {
            OptionalInt row = rows.row(ids.get(i));
            all[i] = row.orElse(-1);
        }
        return all;
    }

    private static int[] consumed(InteractionLog.Actions actions, int[] itemRows, HoldOut split, long cut) {
        int n = actions.items().length;
        int[] rows = new int[n];
        long[] times = new long[actions.times().length];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            int row = itemRows[actions.items()[i]];
            if (row >= 0) {
                rows[kept] = row;
                if (times.length > 0) {
                    times[kept] = actions.times()[i];
                }
                kept++;
            }
        }
        int end = kept == 0 ? 0 : Kept.end(times, kept, split, cut);
        return Arrays.stream(rows, 0, end).distinct().toArray();
    }

    private static void tell(int[] rows, String what, Progress progress) {
        long without = Arrays.stream(rows).filter(r -> r < 0).count();
        if (without > 0) {
            progress.note(String.format(
                    Locale.ROOT,
                    "%,d of the log's %,d %s have no row in the id map and make no edges.",
                    without,
                    rows.length,
                    what));
        }
    }
}
