package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.recommender.HistorySource;

/**
 * A log numbered for training: items and users from 1 in the order in which they come first.
 *
 * @param histories all but the last action of each user, which is held out
 * @param items ids by row, the first being row 1
 * @param users ids by row, the first being row 1
 */
public record TrainingLog(HistorySource histories, List<String> items, List<String> users) {
    /** Reads one of the formats that sample kinds read. */
    public static TrainingLog read(Path path, int minActions, int length, Progress progress) {
        Path file = AnyLog.file(path);
        InteractionLog log = AnyLog.read(file);
        LogOptions options = LogOptions.of(file).showing(minActions, length, HoldOut.LEAVE_ONE_OUT);
        IdMap items = IdMap.ordered(log.items());
        IdMap users = IdMap.ordered(log.users());
        List<Kept.Draft> drafts = new Kept(progress).drafts(log, options, items, users);
        HistorySource histories = Opening.source(drafts, Optional.empty(), Optional.empty(), items, progress);
        return new TrainingLog(histories, List.copyOf(log.items()), List.copyOf(log.users()));
    }
}
