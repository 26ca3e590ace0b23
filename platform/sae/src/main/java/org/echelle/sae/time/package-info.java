/**
 * Rows of which each belongs to a timestep: what is typical of each timestep ({@link org.echelle.sae.time.TimestepTables}), rows without it
 * ({@link org.echelle.sae.time.TimestepRows}), and dictionaries that take it away before they encode and put it back after they
 * decode ({@link org.echelle.sae.time.TimestepDictionary}); or rows that say their timestep, and dictionaries whose encoder is told
 * it ({@link org.echelle.sae.time.ConditionedDictionary}).
 */
@Export
@Version("1.0.0")
package org.echelle.sae.time;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
