# Writes data/references.json with R: Rscript references.R (packages mirt, ltm, jsonlite). Run in this folder.
suppressMessages({library(mirt); library(ltm); library(jsonlite)})
quiet <- function(...) mirt(..., quadpts = 41, TOL = 1e-11, verbose = FALSE, technical = list(NCYCLES = 50000))
describe <- function(m) list(loglik = extract.mirt(m, "logLik"), items = as.data.frame(coef(m, simplify = TRUE)$items))
out <- list(versions = list(R = R.version.string, mirt = as.character(packageVersion("mirt")), ltm = as.character(packageVersion("ltm"))))

for (name in c("LSAT6", "LSAT7")) {
  table <- get(name); data <- expand.table(table); colnames(data) <- paste0("i", 1:5)
  m <- quiet(data, 1, "2PL", SE = TRUE, SE.type = "Oakes"); r <- quiet(data, 1, "Rasch", SE = TRUE, SE.type = "Oakes")
  patterns <- unique(data); key <- apply(patterns, 1, paste, collapse = "")
  one <- function(method) { f <- fscores(m, method = method, response.pattern = patterns); list(theta = f[, "F1"], se = f[, "SE_F1"]) }
  out[[name]] <- list(
    table = as.matrix(table), two = describe(m), two_vcov = vcov(m), rasch = describe(r), rasch_variance = coef(r, simplify = TRUE)$cov[1, 1],
    ltm_rasch = as.numeric(logLik(rasch(data, control = list(GHk = 61)))), ltm_two = as.numeric(logLik(ltm(data ~ z1, control = list(GHk = 61)))),
    patterns = as.matrix(patterns), eap = one("EAP"), map = one("MAP"), ml = one("ML"), wle = one("WLE"),
    information = as.numeric(testinfo(m, matrix(c(-2, 0, 1)))), marginal = as.numeric(marginal_rxx(m)),
    m2 = as.list(M2(m)), sx2 = as.list(itemfit(m, "S_X2", mincell = 1)), infit = as.list(itemfit(r, "infit", method = "ML")),
    infit_eap = as.list(itemfit(m, "infit", method = "EAP")),
    q3 = residuals(m, type = "Q3", verbose = FALSE, digits = 12), zh = personfit(m, method = "EAP")$Zh[match(key, apply(data, 1, paste, collapse = ""))])
}

mixed <- read.csv("data/mixed.csv"); mixed[mixed < 0] <- NA
group <- factor(mixed$group); b <- mixed[, 2:6]; g <- mixed[, 7:10]
for (type in c("graded", "gpcm", "nominal")) {
  m <- quiet(g, 1, type, SE = type != "nominal", SE.type = "Oakes"); out[[type]] <- describe(m)
  if (type != "nominal") out[[type]]$vcov <- vcov(m)
  out[[type]]$eap <- fscores(m, full.scores.SE = TRUE)[1:20, ]
}
whole <- mixed[complete.cases(mixed), 2:10]
m <- quiet(whole, 1, c(rep("2PL", 5), rep("graded", 4)))
out$whole <- c(describe(m), list(m2 = as.list(M2(m, type = "M2*")), sx2 = as.list(itemfit(m, "S_X2", mincell = 1))))
m <- quiet(b, mirt.model("F = 1-5\nPRIOR = (1-5, g, expbeta, 5, 17)"), "3PL"); out$three <- c(describe(m), list(logprior = extract.mirt(m, "logPrior")))
m <- quiet(mixed[, 2:10], 1, c(rep("2PL", 5), rep("graded", 4))); out$mixed <- describe(m)
m <- multipleGroup(mixed[, 2:10], 1, group, c(rep("2PL", 5), rep("graded", 4)), quadpts = 41, TOL = 1e-10, verbose = FALSE,
  invariance = c("slopes", "intercepts", "free_means", "free_var"), technical = list(NCYCLES = 50000))
out$groups <- list(loglik = extract.mirt(m, "logLik"), mean = coef(m, simplify = TRUE)[[2]]$means[[1]], variance = coef(m, simplify = TRUE)[[2]]$cov[1, 1])
write(toJSON(out, digits = 14, auto_unbox = TRUE, na = "string"), "data/references.json")
