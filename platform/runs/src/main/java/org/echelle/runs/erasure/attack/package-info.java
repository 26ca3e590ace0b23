/** Whether an erased concept comes back when the model is told something close to what was asked. */
package org.echelle.runs.erasure.attack;
