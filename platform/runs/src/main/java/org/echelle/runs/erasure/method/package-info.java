/**
 * Ways to erase classes, one a class: each says what it is called, what it does, whether it suits a run, and with which settings it may be
 * tried. A new one is a class that implements {@link org.echelle.runs.erasure.method.ErasureMethod} and a line in
 * {@link org.echelle.runs.erasure.method.ErasureMethods}. Not exported.
 */
package org.echelle.runs.erasure.method;
