/** Networks on medical pictures, under the parameter names that their authors published. */
package org.echelle.medical.subject;
