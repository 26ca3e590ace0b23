/**
 * Interventions: feature edits sent back through a subject's hook points.
 *
 * <p>{@link org.echelle.steering.Steering} runs a subject with {@linkplain org.echelle.steering.Intervention interventions}: which
 * {@linkplain org.echelle.steering.Operation operation} on which features, {@linkplain org.echelle.steering.Where where} and
 * {@linkplain org.echelle.steering.Gate when}, and what becomes of the {@linkplain org.echelle.steering.ErrorTerm rest of a row}.
 */
@Export
@Version("1.0.0")
package org.echelle.steering;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
