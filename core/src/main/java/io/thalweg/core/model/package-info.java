/** The words of Thalweg as values: each checks itself when it is made. */
package io.thalweg.core.model;
