package org.echelle.sae.time;

import java.util.Collection;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.store.RowSource;

/** Rows whose timestep has a part in their values, so that a dictionary that is trained on them must keep what they were made with. */
public interface TimedRows extends RowSource {
    /** A dictionary that was trained on these rows, with what it needs to take raw ones. */
    StoredDictionary complete(StoredDictionary trained);

    /**
     * The rows that trainings with these configs are to see: the raw ones, or, where all want it, ones that their timestep has a part in.
     *
     * @param configs resolved
     * @throws SaeException if some want it and some do not, as one stream of rows serves them all
     */
    static RowSource wanted(Collection<TrainConfig> configs, RowSource rows, Progress progress) {
        for (String kind : List.of(StoredDictionary.BY_TIMESTEP, StoredDictionary.TIME_CONDITIONED)) {
            long wanting =
                    configs.stream().filter(c -> c.normalise().equals(kind)).count();
            if (wanting > 0 && wanting < configs.size()) {
                throw new SaeException("The dictionaries of a sweep share one stream of rows, and " + wanting + " of "
                        + configs.size() + " want it normalised " + kind + "; give all of them that, or none.");
            }
            if (wanting > 0) {
                TimestepTables tables = TimestepTables.measure(rows, kind, progress);
                return kind.equals(StoredDictionary.BY_TIMESTEP)
                        ? new TimestepRows(rows, tables)
                        : new ConditionedRows(rows, TimestepInput.of(tables));
            }
        }
        return rows;
    }
}
