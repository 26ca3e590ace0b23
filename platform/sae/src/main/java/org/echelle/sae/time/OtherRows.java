package org.echelle.sae.time;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.torch.HostTensor;

/** Another dictionary's features for rows in other units: what does not depend on rows is the other's. */
abstract class OtherRows implements Dictionary {
    final Dictionary inner;

    OtherRows(Dictionary inner) {
        this.inner = inner;
    }

    @Override
    public final String architecture() {
        return inner.architecture();
    }

    @Override
    public int width() {
        return inner.width();
    }

    @Override
    public final int features() {
        return inner.features();
    }

    @Override
    public HostTensor atoms() {
        return inner.atoms();
    }

    @Override
    public final void save(Path folder) {
        inner.save(folder);
    }

    @Override
    public final Map<String, Object> facts() {
        return inner.facts();
    }
}
