package org.echelle.api;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/** What the host lends while something is opened. */
public interface OpenContext {
    /** Where arrays are to live. */
    Device device();

    /**
     * The manager that owns what is opened. Parameters of a subject belong to a sub-manager of it, closed by
     * {@link Subject#close}.
     */
    NDManager manager();

    /** Progress of the job, and its wish to be cancelled. */
    Progress progress();
}
