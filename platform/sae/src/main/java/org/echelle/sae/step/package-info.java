/**
 * One step of a training: weights, moments and counters, one kernel call, the selection that Java makes on the CPU, and what is done to
 * features that stopped firing. It knows architectures by {@link org.echelle.sae.Objective} alone. Not exported.
 */
package org.echelle.sae.step;
