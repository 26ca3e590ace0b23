/**
 * One step of a training: weights, moments and counters, one kernel call, and what is done to
 * features that stopped firing. It knows architectures by {@link org.echelle.sae.Objective} alone. Not exported.
 */
package org.echelle.sae.step;
