package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.items.Described;
import org.echelle.recommender.items.ItemTable;
import org.echelle.recommender.items.TableFiles;

/** From a log to samples. */
final class Opening {
    private Opening() {}

    static HistorySource source(
            InteractionLog log, LogOptions o, Optional<Path> items, Optional<Path> users, Progress progress) {
        IdMap itemIds = o.itemIds().map(IdMap::read).orElseGet(IdMap::same);
        IdMap userIds = o.userIds().map(IdMap::read).orElseGet(IdMap::same);
        List<Kept.Draft> drafts = new Kept(progress).drafts(log, o, itemIds, userIds);
        return source(drafts, items, users, itemIds, progress);
    }

    static HistorySource source(
            List<Kept.Draft> drafts, Optional<Path> items, Optional<Path> users, IdMap itemIds, Progress progress) {
        ItemTable table =
                items.map(f -> ItemTable.of(TableFiles.items(f), itemIds)).orElse(ItemTable.NONE);
        Map<String, Described> people = users.map(TableFiles::users).orElse(Map.of());
        Kept.tellUndescribed(drafts, table, progress);
        return new HistorySource(
                drafts.stream()
                        .map(d -> new History(
                                d.user(), d.userRow(), d.items(), d.earlier(), d.times(), List.of(), d.next()))
                        .toList(),
                table,
                people);
    }
}
