package org.echelle.install.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;

/**
 * A plugin in the lock file.
 *
 * @param name symbolic name
 * @param now the version that hosts carry
 * @param before versions that it replaced, newest first, kept for a rollback
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Installed(String name, Release now, List<Release> before) {
    /** So many earlier versions stay in the store. */
    private static final int KEPT = 3;

    /** Copies. */
    public Installed {
        before = before == null ? List.of() : List.copyOf(before);
    }

    /** With another version in its place; this one can be gone back to. */
    public Installed replacedBy(Release release) {
        List<Release> earlier = new ArrayList<>();
        earlier.add(now);
        before.stream().filter(r -> !r.sha256().equals(release.sha256())).forEach(earlier::add);
        return new Installed(name, release, earlier.subList(0, Math.min(KEPT, earlier.size())));
    }

    /** With the version before in its place. There must be one. */
    public Installed rolledBack() {
        return new Installed(name, before.get(0), before.subList(1, before.size()));
    }
}
