/** NIfTI-1 and NIfTI-2 files: header, values with their scaling, and where they lie. */
package org.echelle.medical.nifti;
