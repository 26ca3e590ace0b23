/**
 * The contract between Echelle and a plugin.
 *
 * <p>A plugin registers one {@link org.echelle.api.Domain} service. The domain opens {@linkplain org.echelle.api.Subject
 * subjects} (networks), {@linkplain org.echelle.api.SampleSource sample sources} (their inputs) and
 * {@linkplain org.echelle.api.ConceptSource concept sources} (annotations), and says how a sample is
 * {@linkplain org.echelle.api.SampleView drawn}. Everything else (extraction, training, scoring, reports) is the host's.
 *
 * <p>Arrays: every {@code NDArray} that the host hands over belongs to the host and lives until the call returns; what a
 * plugin creates belongs to the manager that it was given and is closed by whoever opened that manager. Threads: a method is
 * called by one thread at a time unless its comment says otherwise.
 */
@Export
@Version("1.7.0")
package org.echelle.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
