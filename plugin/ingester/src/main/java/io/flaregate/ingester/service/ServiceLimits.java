package io.flaregate.ingester.service;

/**
 * What bounds a request.
 *
 * @param maxProfileBytes largest pprof after decompression
 * @param maxMergeBytes most heap that a merge may take, roughly
 */
public record ServiceLimits(int maxProfileBytes, long maxMergeBytes) {}
