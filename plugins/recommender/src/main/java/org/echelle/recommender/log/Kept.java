package org.echelle.recommender.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.echelle.api.Progress;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.items.ItemTable;

/** Makes histories of a log's actions, and counts what is odd in it. */
final class Kept {
    private static final int NAMED = 3;

    private final Progress progress;
    private final List<String> few = new ArrayList<>();
    private final List<String> tied = new ArrayList<>();
    private final List<String> unmapped = new ArrayList<>();
    private final List<String> late = new ArrayList<>();

    Kept(Progress progress) {
        this.progress = progress;
    }

    /** One user's history, before titles. */
    record Draft(String user, int userRow, int[] items, int[] earlier, long[] times, OptionalInt next) {}

    List<Draft> drafts(InteractionLog log, LogOptions o, IdMap itemIds, IdMap userIds) {
        if (o.minActions() < 2 || o.maxLength() < 1) {
            throw new RecommenderException("min-actions is at least 2 and max-length at least 1; they are "
                    + o.minActions() + " and " + o.maxLength() + ".");
        }
        if (o.split() == HoldOut.TIME && !log.timed()) {
            throw new RecommenderException("split: time needs a log with times; this one has none. Use leave-one-out.");
        }
        if (log.size() == 0) {
            throw new RecommenderException(
                    "The log holds no actions, perhaps only a head line; give samples.path a log with some.");
        }
        int[] rowOf = rows(log, itemIds);
        List<InteractionLog.Actions> users = log.byUser();
        long cut = o.split() == HoldOut.TIME ? instant(users, log.size(), o.timeShare()) : 0;
        List<Draft> drafts = new ArrayList<>();
        for (InteractionLog.Actions actions : users) {
            String user = log.users().get(actions.user());
            if (actions.tied()) {
                tied.add(user);
            }
            draft(user, actions, rowOf, o, cut, userIds).ifPresent(drafts::add);
        }
        tell(log, o, users.size());
        if (drafts.isEmpty()) {
            throw new RecommenderException("No user of the log has at least " + o.minActions()
                    + " actions with items that have a row; look at min-actions and item-ids.");
        }
        return drafts;
    }

    private int[] rows(InteractionLog log, IdMap itemIds) {
        int[] rows = new int[log.items().size()];
        for (int i = 0; i < rows.length; i++) {
            OptionalInt row = itemIds.row(log.items().get(i));
            rows[i] = row.orElse(-1);
            if (row.isEmpty()) {
                unmapped.add(log.items().get(i));
            }
        }
        if (unmapped.size() == rows.length) {
            throw new RecommenderException("None of the log's " + rows.length + " items has a row (" + itemIds.words()
                    + "), the first being '" + unmapped.get(0)
                    + "'. Give samples.item-ids a file with a row number and an id a line.");
        }
        return rows;
    }

    /** The instant before which a share of all actions lies. */
    static long instant(List<InteractionLog.Actions> users, int size, double share) {
        if (!(share > 0 && share < 1)) {
            throw new RecommenderException("time-share lies between 0 and 1, such as 0.8; it is " + share + ".");
        }
        long[] all = new long[size];
        int at = 0;
        for (InteractionLog.Actions a : users) {
            System.arraycopy(a.times(), 0, all, at, a.times().length);
            at += a.times().length;
        }
        java.util.Arrays.sort(all);
        return all[(int) Math.min(size - 1L, Math.round(share * size))];
    }

    private java.util.Optional<Draft> draft(
            String user, InteractionLog.Actions actions, int[] rowOf, LogOptions o, long cut, IdMap userIds) {
        int n = actions.items().length;
        int[] items = new int[n];
        long[] times = new long[actions.times().length];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            int row = rowOf[actions.items()[i]];
            if (row >= 0) {
                items[kept] = row;
                if (times.length > 0) {
                    times[kept] = actions.times()[i];
                }
                kept++;
            }
        }
        if (kept < o.minActions()) {
            few.add(user);
            return java.util.Optional.empty();
        }
        int end = end(times, kept, o.split(), cut);
        if (end == 0) {
            late.add(user);
            return java.util.Optional.empty();
        }
        int from = Math.max(0, end - o.maxLength());
        return java.util.Optional.of(new Draft(
                user,
                userIds.row(user).orElse(-1),
                java.util.Arrays.copyOfRange(items, from, end),
                java.util.Arrays.copyOf(items, from),
                times.length == 0 ? times : java.util.Arrays.copyOfRange(times, from, end),
                end < kept ? OptionalInt.of(items[end]) : OptionalInt.empty()));
    }

    /** How many of a user's actions are shown. */
    static int end(long[] times, int kept, HoldOut split, long cut) {
        if (split == HoldOut.LEAVE_ONE_OUT) {
            return kept - 1;
        }
        if (split == HoldOut.NONE) {
            return kept;
        }
        int end = 0;
        while (end < kept && times[end] < cut) {
            end++;
        }
        return end;
    }

    private void tell(InteractionLog log, LogOptions o, int users) {
        progress.note(String.format(
                Locale.ROOT,
                "The log holds %,d actions of %,d users on %,d items.",
                log.size(),
                users,
                log.items().size()));
        say(
                unmapped,
                "item",
                "has no row in the id map and is left out of histories",
                "have no row in the id map and are left out of histories");
        say(
                few,
                "user",
                "has fewer than " + o.minActions() + " actions and is left out",
                "have fewer than " + o.minActions() + " actions and are left out");
        say(
                late,
                "user",
                "has no action before the time split and is left out",
                "have no action before the time split and are left out");
        say(
                tied,
                "user",
                "has actions of equal time, which stay in the log's order",
                "have actions of equal time, which stay in the log's order");
    }

    private void say(List<String> who, String noun, String one, String many) {
        if (!who.isEmpty()) {
            progress.note(String.format(
                    Locale.ROOT,
                    "%,d %s %s (%s%s).",
                    who.size(),
                    who.size() == 1 ? noun : noun + "s",
                    who.size() == 1 ? one : many,
                    String.join(", ", who.subList(0, Math.min(NAMED, who.size()))),
                    who.size() > NAMED ? ", ..." : ""));
        }
    }

    /** Names items that nothing is known of. */
    static void tellUndescribed(List<Draft> drafts, ItemTable items, Progress progress) {
        if (items.isEmpty()) {
            return;
        }
        java.util.BitSet missing = new java.util.BitSet();
        long actions = 0;
        long all = 0;
        for (Draft d : drafts) {
            for (int row : d.items()) {
                all++;
                if (!items.described().get(row)) {
                    missing.set(row);
                    actions++;
                }
            }
        }
        if (!missing.isEmpty()) {
            progress.note(String.format(
                    Locale.ROOT,
                    "%,d items of the log are not in the table of items (row %d is the first; %,d of %,d actions): their"
                            + " attributes count as unknown, not as absent.",
                    missing.cardinality(),
                    missing.nextSetBit(0),
                    actions,
                    all));
        }
    }
}
