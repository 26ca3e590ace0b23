/**
 * Which features of a row fire, found on the CPU in turns between the engine and Java: the product slice by slice on threads of their own, a
 * scan for the largest, in float32 or from bounds in bfloat16. It knows kernels and arrays, no dictionary. Not exported.
 */
package org.echelle.sae.select;
